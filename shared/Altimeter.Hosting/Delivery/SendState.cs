using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Altimeter.Hosting.Delivery;

/// <summary>What became of the last send to each queue: for readiness, health details and one log line per change.</summary>
internal sealed class SendState
{
    private readonly ConcurrentDictionary<string, SendOutcome> _last = new();
    private readonly Counter<long> _sends;

    public SendState(IMeterFactory meters) =>
        _sends = meters.Create("Altimeter.Hosting").CreateCounter<long>("altimeter.sends", "{message}", "Contract messages sent, by outcome.");

    /// <summary>Queues whose last send did not succeed.</summary>
    public IReadOnlyList<(string Queue, SendOutcome Outcome)> Troubles =>
        [.. _last.Where(entry => entry.Value != SendOutcome.Confirmed).Select(entry => (entry.Key, entry.Value))];

    /// <summary>Notes an outcome.</summary>
    /// <returns>Whether it is news: another trouble than last time.</returns>
    public bool Report(string queue, SendOutcome outcome)
    {
        _sends.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        var before = _last.TryGetValue(queue, out var known) ? known : SendOutcome.Confirmed;
        if (before == outcome) return false;
        _last[queue] = outcome;
        return outcome != SendOutcome.Confirmed;
    }
}
