using System.Globalization;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>How far behind its newest measure a metric still takes one (spec/gnocchi.md §12, the same in Gnocchi 4.2 to 4.7).</summary>
/// <remarks>
/// Gnocchi keeps the raw measures of the coarsest granularity's block that holds the newest one, and of as many blocks before it as the
/// back window says, one more when the policy has a rate. What is older than the first block is dropped without a word.
/// </remarks>
/// <param name="Block">The coarsest granularity, nanoseconds.</param>
/// <param name="BackWindow">Blocks before the newest measure's.</param>
public readonly record struct PolicyWindow(long Block, long BackWindow)
{
    private const long Second = 1_000_000_000;
    private const long Microsecond = 1_000;

    /// <summary>The oldest time that is still taken.</summary>
    /// <param name="newest">Newest time, nanoseconds since 1970.</param>
    /// <returns>Nanoseconds since 1970; never later than what Gnocchi takes.</returns>
    public long OldestAccepted(long newest)
    {
        // Gnocchi shows granularities in microseconds but counts in nanoseconds: where a block begins is only known for whole seconds.
        var first = Block % Second == 0 ? newest - (newest % Block) : newest - Block - Microsecond;
        return first - (BackWindow * (Block % Second == 0 ? Block : Block + Microsecond));
    }

    /// <summary>Reads the window of a policy.</summary>
    /// <returns>Null when a granularity cannot be read: then nothing is known.</returns>
    public static PolicyWindow? Of(ArchivePolicy policy)
    {
        long block = 0;
        foreach (var item in policy.Definition)
        {
            if (!TryParseSpan(item.Granularity, out var granularity) || granularity <= 0) return null;
            block = Math.Max(block, granularity);
        }

        var hasRate = policy.AggregationMethods.Any(method => method.StartsWith("rate:", StringComparison.Ordinal));
        return block == 0 ? null : new PolicyWindow(block, policy.BackWindow + (hasRate ? 1L : 0L));
    }

    // Python's text of a duration: "0:05:00", "1 day, 0:00:00", "0:00:00.500000".
    private static bool TryParseSpan(string? text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var days = 0;
        if (rest.IndexOf(" day", StringComparison.Ordinal) is var end and > 0)
        {
            if (!int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out days) || rest.IndexOf(", ", StringComparison.Ordinal) is not (var comma and > 0)) return false;
            rest = rest[(comma + 2)..];
        }

        if (!TimeSpan.TryParseExact(rest, [@"h\:mm\:ss", @"h\:mm\:ss\.ffffff"], CultureInfo.InvariantCulture, out var time) || days > 36_500) return false;
        nanoseconds = (TimeSpan.FromDays(days) + time).Ticks * TimeSpan.NanosecondsPerTick;
        return true;
    }
}
