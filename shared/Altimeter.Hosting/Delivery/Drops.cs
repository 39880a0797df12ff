using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Altimeter.Hosting.Delivery;

/// <summary>What is thrown away on purpose, by reason and name, because silence is what operators complain about most.</summary>
public sealed class Drops
{
    private const int MaxNames = 1000;
    private const string OtherNames = "(others)";

    private readonly ConcurrentDictionary<(string Reason, string Name), long> _counts = new();
    private readonly Counter<long> _counter;

    /// <summary>Creates the counter <c>altimeter.dropped</c>, tagged by reason.</summary>
    public Drops(IMeterFactory meters) =>
        _counter = meters.Create("Altimeter.Hosting").CreateCounter<long>("altimeter.dropped", "{item}", "Items thrown away on purpose, by reason.");

    /// <summary>Items thrown away since the start.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>Counts one kind of drop.</summary>
    /// <param name="reason">Kebab-case, from a short closed list, e.g. <c>unmapped</c> or <c>volume-missing</c>.</param>
    /// <param name="name">What it was: a meter name, an event type. Names beyond the first thousand are counted together.</param>
    /// <param name="count">How many items.</param>
    /// <returns>Whether this reason and name came up for the first time: the moment for one log line.</returns>
    public bool Add(string reason, string name, long count = 1)
    {
        _counter.Add(count, new KeyValuePair<string, object?>("reason", reason));
        var key = _counts.Count < MaxNames || _counts.ContainsKey((reason, name)) ? (reason, name) : (reason, OtherNames);
        return _counts.AddOrUpdate(key, count, (_, old) => old + count) == count;
    }

    /// <summary>Counts so far, largest first.</summary>
    public IReadOnlyList<(string Reason, string Name, long Count)> Report() =>
        [.. _counts.Select(entry => (entry.Key.Reason, entry.Key.Name, entry.Value)).OrderByDescending(entry => entry.Value)];
}
