using System.Globalization;

namespace Altimeter.Hosting.CommandLine;

/// <summary>Ages as people write them: <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>7d</c>.</summary>
internal static class Age
{
    private const long MostSeconds = 100L * 365 * 86_400;

    /// <summary>Reads an age.</summary>
    public static bool TryParse(string text, out TimeSpan age)
    {
        age = default;
        if (text.Length < 2 || !long.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        var unit = UnitOf(text[^1]);
        if (unit == 0 || count > MostSeconds / unit) return false;
        age = TimeSpan.FromSeconds(count * unit);
        return true;
    }

    /// <summary>Gives an age in its largest whole unit, e.g. <c>3h</c>; what is ahead of now is <c>0s</c>.</summary>
    public static string Format(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0s",
        { TotalMinutes: < 2 } => $"{(long)age.TotalSeconds}s",
        { TotalHours: < 2 } => $"{(long)age.TotalMinutes}m",
        { TotalDays: < 2 } => $"{(long)age.TotalHours}h",
        _ => $"{(long)age.TotalDays}d",
    };

    private static long UnitOf(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => 0,
    };
}
