using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Altimeter.Standalone.Store.Model;

/// <summary>Points in time as Gnocchi reads and writes them (spec §12), in nanoseconds since 1970.</summary>
internal static partial class TimeText
{
    /// <summary>Kinds of timestamps; the first element of a list decides for all.</summary>
    public enum Kind
    {
        Seconds,
        Absolute,
        Relative,
    }

    /// <summary>Which kind the value is, by its form.</summary>
    public static Kind KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Kind.Seconds,
        JsonValueKind.String => KindOf(value.GetString()!),
        _ => throw new FormatException("Unable to convert timestamps"),
    };

    /// <summary>Reads a value of the given kind.</summary>
    /// <exception cref="FormatException">It is of another kind, cannot be read, or lies before 1970.</exception>
    public static long Parse(JsonElement value, Kind kind, TimeProvider time) => value.ValueKind switch
    {
        JsonValueKind.Number => Parse(value.GetRawText(), kind, time),
        JsonValueKind.String => Parse(value.GetString()!, kind, time),
        _ => throw new FormatException("Unable to convert timestamps"),
    };

    /// <summary>Reads a single value of whatever kind.</summary>
    /// <exception cref="FormatException">It cannot be read or lies before 1970.</exception>
    public static long Parse(JsonElement value, TimeProvider time) => Parse(value, KindOf(value), time);

    /// <inheritdoc cref="Parse(JsonElement, TimeProvider)"/>
    public static long Parse(string text, TimeProvider time) => Parse(text, KindOf(text), time);

    /// <summary>Writes <c>2026-11-23T08:00:00+00:00</c>, with a fraction of 6 digits only when there is one.</summary>
    public static string FormatMicroseconds(long microseconds) =>
        DateTime.UnixEpoch.AddTicks(microseconds * 10).ToString(
            microseconds % 1_000_000 == 0 ? "yyyy-MM-ddTHH:mm:sszzz" : "yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture)
            .Replace("Z", "+00:00", StringComparison.Ordinal);

    /// <summary>Writes a granule's time, with a fraction of 9 digits only when there is one.</summary>
    public static string FormatNanoseconds(long nanoseconds)
    {
        var text = DateTime.UnixEpoch.AddSeconds(nanoseconds / TimespanText.Second).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = nanoseconds % TimespanText.Second;
        return fraction == 0 ? text + "+00:00" : string.Create(CultureInfo.InvariantCulture, $"{text}.{fraction:000000000}+00:00");
    }

    private static Kind KindOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? Kind.Seconds
        : Iso().IsMatch(text) ? Kind.Absolute
        : Kind.Relative;

    private static long Parse(string text, Kind kind, TimeProvider time)
    {
        var value = kind switch
        {
            Kind.Seconds when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && Math.Abs(seconds) < 9e9m => (long)(seconds * TimespanText.Second),
            Kind.Absolute when Iso().Match(text) is { Success: true } match => Absolute(match),
            Kind.Relative when TimespanText.TryParse(text, out var span) => ((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100) + span,
            _ => throw new FormatException("Unable to convert timestamps"),
        };
        return value >= 0 ? value : throw new FormatException("Timestamp must be after Epoch");
    }

    private static long Absolute(Match match)
    {
        int Part(string name, int otherwise = 0) =>
            match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : otherwise;

        try
        {
            var moment = new DateTime(Part("y"), Part("mo", 1), Part("d", 1), Part("h"), Part("mi"), Part("s"), DateTimeKind.Utc);
            var fraction = match.Groups["f"] is { Success: true } digits
                ? long.Parse(digits.Value.PadRight(9, '0').AsSpan(0, 9), CultureInfo.InvariantCulture)
                : 0;
            var offset = TimeSpan.FromMinutes((60 * Part("zh")) + Part("zm")) * (match.Groups["sign"].ValueSpan is "-" ? -1 : 1);
            return checked((((moment - DateTime.UnixEpoch) - offset).Ticks * 100) + fraction);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException("Unable to convert timestamps");
        }
    }

    [GeneratedRegex(
        @"^\s*(?<y>\d{4})(?:-(?<mo>\d\d)(?:-(?<d>\d\d)(?:[T ](?<h>\d\d)(?::(?<mi>\d\d)(?::(?<s>\d\d)(?:\.(?<f>\d{1,18}))?)?)?)?)?)?(?:Z|(?<sign>[+-])(?<zh>\d\d):?(?<zm>\d\d)?)?\s*$",
        RegexOptions.CultureInvariant, 100)]
    private static partial Regex Iso();
}
