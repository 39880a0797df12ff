using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Membership;

/// <summary>The other replicas, by what they last said and when it was received. Not for several threads.</summary>
internal sealed class OtherReplicas(string service, TimeProvider time, ILogger logger)
{
    private const int MostReplicas = 1000;
    private const int ClockSamples = 3;
    private static readonly TimeSpan LargestClockDifference = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Those that are not forgotten, in the order of their ids.</summary>
    public IReadOnlyList<Replica> Live => [.. _entries.Values.Select(entry => entry.Replica)];

    public void Receive(Heartbeat heartbeat)
    {
        if (!_entries.TryGetValue(heartbeat.Replica, out var entry))
        {
            if (_entries.Count == MostReplicas) return;
            _entries.Add(heartbeat.Replica, entry = new Entry());
            logger.ReplicaFound(service, heartbeat.Replica);
        }

        if (heartbeat.Sequence < entry.Sequence) return;
        entry.Sequence = heartbeat.Sequence;
        entry.ReceivedAt = time.GetTimestamp();
        var difference = entry.Difference(time.GetUtcNow() - heartbeat.SentAt);
        entry.Replica = new Replica(heartbeat.Replica, heartbeat.Joined, heartbeat.Leaving, [.. heartbeat.Claims.Order(StringComparer.Ordinal)], heartbeat.TargetSet, difference);
        if (entry.IsClockReported || !entry.IsClockKnown || difference.Duration() <= LargestClockDifference) return;
        entry.IsClockReported = true;
        logger.ClockDiffers(service, heartbeat.Replica, difference.TotalSeconds);
    }

    /// <summary>Counts all as received now: after a time in which nothing could be.</summary>
    public void HeardOfAll()
    {
        foreach (var entry in _entries.Values) entry.ReceivedAt = time.GetTimestamp();
    }

    /// <summary>Forgets those that were not heard of for so long.</summary>
    public void ForgetDead(TimeSpan limit)
    {
        foreach (var (id, _) in _entries.Where(entry => time.GetElapsedTime(entry.Value.ReceivedAt) >= limit).ToList())
        {
            _entries.Remove(id);
            logger.ReplicaLost(service, id);
        }
    }

    private sealed class Entry
    {
        private readonly Queue<TimeSpan> _differences = new(ClockSamples);

        public long Sequence { get; set; }

        public long ReceivedAt { get; set; }

        public Replica Replica { get; set; } = null!;

        public bool IsClockReported { get; set; }

        public bool IsClockKnown => _differences.Count == ClockSamples;

        // The smallest of the last few: one that was late on its way says nothing about the clock.
        public TimeSpan Difference(TimeSpan newest)
        {
            if (IsClockKnown) _differences.Dequeue();
            _differences.Enqueue(newest);
            return _differences.MinBy(difference => difference.Duration());
        }
    }
}
