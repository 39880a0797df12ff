using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Counts what is set aside, by kind and reason: <c>altimeter.dead_letters</c>.</summary>
internal sealed class DeadLetterCounter(IMeterFactory meters)
{
    private readonly Counter<long> _counter = meters.Create("Altimeter.Hosting").CreateCounter<long>("altimeter.dead_letters", "{item}", "Items set aside, by kind and reason.");
    private readonly ConcurrentDictionary<(string Kind, string Reason), bool> _seen = new();
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    /// <summary>Counts one item.</summary>
    /// <returns>Whether this kind and reason came up for the first time: the moment for a line in the log, further ones are counted.</returns>
    public bool Add(DeadLetter letter)
    {
        Interlocked.Increment(ref _total);
        _counter.Add(1, new KeyValuePair<string, object?>("kind", letter.Kind), new KeyValuePair<string, object?>("reason", letter.Reason));
        return _seen.TryAdd((letter.Kind, letter.Reason), true);
    }
}
