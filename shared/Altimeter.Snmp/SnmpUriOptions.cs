using System.Globalization;

namespace Altimeter.Snmp;

/// <summary>The keys of a target's URL that are not about security: limits, and what is tolerated of the device.</summary>
internal static class SnmpUriOptions
{
    private delegate string? Setter(ref SnmpTarget target, string value);

    private static readonly Dictionary<string, Setter> Setters = new(StringComparer.Ordinal)
    {
        ["timeout"] = SetTimeout,
        ["retries"] = (ref target, value) => TryNumber(value, 0, 20, out var count) ? Set(ref target, target with { Retries = count }) : "is no number from 0 to 20",
        ["max_repetitions"] = (ref target, value) => TryNumber(value, 1, 1_000, out var rows) ? Set(ref target, target with { MaxRepetitions = rows }) : "is no number from 1 to 1000",
        ["max_in_flight"] = (ref target, value) => TryNumber(value, 1, 1_000, out var count) ? Set(ref target, target with { MaxInFlight = count }) : "is no number from 1 to 1000",
        ["short_request_ids"] = (ref target, value) => TryFlag(value, out var on) ? Set(ref target, target with { HasShortRequestIds = on }) : NoFlag,
        ["accept_other_source"] = (ref target, value) => TryFlag(value, out var on) ? Set(ref target, target with { AcceptsOtherSource = on }) : NoFlag,
        ["tolerate_unordered_walk"] = (ref target, value) => TryFlag(value, out var on) ? Set(ref target, target with { ToleratesUnorderedWalk = on }) : NoFlag,
        ["discard_walk_over_restart"] = (ref target, value) => TryFlag(value, out var on) ? Set(ref target, target with { DiscardsWalkOverRestart = on }) : NoFlag,
    };

    private const string NoFlag = "is neither 1 nor 0";

    private static readonly string[] Known = [.. Setters.Keys, .. SnmpUriSecurity.Keys];

    // No error: the reference takes such URLs. The key is not repeated: it may be a piece of a password with '&'.
    private static readonly string UnknownKey = $"the URL has a key that is unknown and ignored; known are {string.Join(", ", Known)}; within a password '&' is written %26";

    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? Apply(ref SnmpTarget target, IReadOnlyDictionary<string, string> query, List<string> warnings)
    {
        foreach (var (key, value) in query)
        {
            if (Setters.TryGetValue(key, out var set))
            {
                if (set(ref target, value) is { } wrong) return $"{key} {wrong}";
            }
            else if (!Known.Contains(key))
            {
                warnings.Add(UnknownKey);
            }
        }
        return null;
    }

    private static string? SetTimeout(ref SnmpTarget target, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.01 and <= 300
            ? Set(ref target, target with { Timeout = TimeSpan.FromSeconds(seconds) })
            : "is no number of seconds from 0.01 to 300";

    private static string? Set(ref SnmpTarget target, SnmpTarget changed)
    {
        target = changed;
        return null;
    }

    private static bool TryNumber(string value, int least, int most, out int number) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool TryFlag(string value, out bool isOn)
    {
        isOn = value == "1";
        return value is "0" or "1";
    }
}
