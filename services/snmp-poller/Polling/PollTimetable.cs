namespace Altimeter.SnmpPoller.Polling;

/// <summary>Says which devices are due. Due times are wall-clock ticks reached on the monotonic clock; when the wall clock steps, all are computed anew.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class PollTimetable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<PollEntry> _entries;
    private readonly TimeProvider _time;
    private readonly PriorityQueue<(PollEntry Entry, DateTimeOffset Tick), DateTimeOffset> _queue = new();
    private DateTimeOffset _anchor;
    private long _anchorTimestamp;

    /// <summary>Schedules the first tick of every entry after now.</summary>
    public PollTimetable(IReadOnlyList<PollEntry> entries, TimeProvider time)
    {
        _entries = entries;
        _time = time;
        Anchor();
        Fill();
    }

    /// <summary>Wall-clock steps noticed so far.</summary>
    public int Steps { get; private set; }

    /// <summary>How far the wall clock last stepped.</summary>
    public TimeSpan LastStep { get; private set; }

    // Wall-clock time as the monotonic clock has it.
    private DateTimeOffset Now => _anchor + _time.GetElapsedTime(_anchorTimestamp);

    /// <summary>Takes what is due, oldest first, and schedules each entry's next tick.</summary>
    public IReadOnlyList<DueVisit> TakeDue()
    {
        FollowWallClock();
        List<DueVisit> due = [];
        var now = Now;
        while (_queue.TryPeek(out var next, out var at) && at <= now)
        {
            _queue.Dequeue();
            var (entry, first) = next;
            var tick = PollPhase.LastTick(now, entry.Phase, entry.Interval);
            due.Add(new DueVisit(entry, tick, (tick - first).Ticks / entry.Interval.Ticks));
            Enqueue(entry, tick + entry.Interval);
        }

        return due;
    }

    /// <summary>Time until something is due, not negative; null without entries.</summary>
    public TimeSpan? UntilNext() =>
        _queue.TryPeek(out _, out var at) ? TimeSpan.FromTicks(Math.Max((at - Now).Ticks, 0)) : null;

    private void FollowWallClock()
    {
        var difference = _time.GetUtcNow() - Now;
        if (difference.Duration() < Step) return;
        Steps++;
        LastStep = difference;
        Anchor();
        _queue.Clear();
        Fill();
    }

    private void Anchor()
    {
        _anchor = _time.GetUtcNow();
        _anchorTimestamp = _time.GetTimestamp();
    }

    private void Fill()
    {
        foreach (var entry in _entries) Enqueue(entry, PollPhase.LastTick(_anchor, entry.Phase, entry.Interval) + entry.Interval);
    }

    private void Enqueue(PollEntry entry, DateTimeOffset tick) => _queue.Enqueue((entry, tick), tick);
}
