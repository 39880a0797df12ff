using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Counts what is set aside, by kind and reason: <c>altimeter.dead_letters</c>.</summary>
internal sealed class DeadLetterCounter(IMeterFactory meters)
{
    private readonly Counter<long> _counter = meters.Create("Altimeter.Hosting").CreateCounter<long>("altimeter.dead_letters", "{item}", "Items set aside, by kind and reason.");
    private readonly ConcurrentDictionary<(string Kind, string Reason), long> _counts = new();
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    /// <summary>Items set aside since the start, by reason; the reasons are a short closed list.</summary>
    public IReadOnlyDictionary<string, long> ByReason =>
        _counts.GroupBy(entry => entry.Key.Reason).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value));

    /// <summary>Counts one item.</summary>
    /// <returns>Whether this kind and reason came up for the first time: the moment for a line in the log, further ones are counted.</returns>
    public bool Add(DeadLetter letter)
    {
        Interlocked.Increment(ref _total);
        _counter.Add(1, new KeyValuePair<string, object?>("kind", letter.Kind), new KeyValuePair<string, object?>("reason", letter.Reason));
        return _counts.AddOrUpdate((letter.Kind, letter.Reason), 1, (_, count) => count + 1) == 1;
    }
}
