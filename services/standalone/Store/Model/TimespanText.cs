using System.Globalization;
using System.Text.RegularExpressions;

namespace Altimeter.Standalone.Store.Model;

/// <summary>Spans of time in nanoseconds: <c>300</c>, <c>"5 minutes"</c>, <c>"1h30m"</c>, <c>"0:05:00"</c>, <c>"30 days, 0:00:00"</c>.</summary>
internal static partial class TimespanText
{
    public const long Second = 1_000_000_000;

    /// <summary>Reads a span; negative ones too.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        text = text.Trim();
        if (text.Length is 0 or > 100)
        {
            return false;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return TryScale(seconds, out nanoseconds);
        }

        var negative = text[0] == '-';
        var match = Pattern().Match(text.TrimStart('+', '-'));
        if (!match.Success)
        {
            return false;
        }

        seconds = Total(match);
        return TryScale(negative ? -seconds : seconds, out nanoseconds);
    }

    /// <summary>Writes a span as <c>30 days, 0:00:00</c> or <c>0:05:00</c>, with a fraction only when there is one.</summary>
    public static string Format(long nanoseconds)
    {
        var span = TimeSpan.FromTicks(nanoseconds / 100);
        var days = span.Days switch { 0 => "", 1 => "1 day, ", var n => string.Create(CultureInfo.InvariantCulture, $"{n} days, ") };
        var fraction = span.Ticks % TimeSpan.TicksPerSecond / 10;
        return string.Create(CultureInfo.InvariantCulture,
            $"{days}{span.Hours}:{span.Minutes:00}:{span.Seconds:00}{(fraction == 0 ? "" : $".{fraction:000000}")}");
    }

    private static double Total(Match match)
    {
        double total = 0;
        foreach (var (group, unit) in (ReadOnlySpan<(string, double)>)
            [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1), ("ch", 3_600), ("cm", 60), ("cs", 1)])
        {
            if (match.Groups[group] is { Success: true } value)
            {
                total += unit * double.Parse(value.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
            }
        }

        return total;
    }

    private static bool TryScale(double seconds, out long nanoseconds)
    {
        nanoseconds = 0;
        if (!double.IsFinite(seconds) || Math.Abs(seconds) > 9e9)
        {
            return false;
        }

        nanoseconds = (long)Math.Round((decimal)seconds * Second);
        return true;
    }

    [GeneratedRegex(
        """
        ^(?=\S)(?:(?<w>\d+(\.\d+)?)\s*w(?:ee)?k?s?\s*,?\s*)?(?:(?<d>\d+(\.\d+)?)\s*d(?:ays?)?\s*,?\s*)?
        (?:(?<h>\d+(\.\d+)?)\s*h(?:(?:ou)?rs?)?\s*,?\s*)?(?:(?<m>\d+(\.\d+)?)\s*m(?:in(?:ute)?s?)?\s*,?\s*)?
        (?:(?<s>\d+(\.\d+)?)\s*s(?:ec(?:ond)?s?)?\s*)?(?:(?:(?<ch>\d+):)?(?<cm>\d+):(?<cs>\d\d(\.\d+)?))?$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 100)]
    private static partial Regex Pattern();
}
