using Altimeter.Hosting.Delivery;

namespace Altimeter.Hosting.Queues;

/// <summary>What is on its way to one queue without order, whether it is full, and when its drops were last told.</summary>
internal sealed class QueueWindow(TimeProvider time)
{
    /// <summary>Unconfirmed messages.</summary>
    private const int Size = 64;

    // A broker also refuses for a moment while a queue's leader is being chosen: that is no reason to drop anything.
    private static readonly TimeSpan FullAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _refusedSince;
    private long? _lastReport;
    private long _untold;

    /// <summary>Admits as many sends as the window has.</summary>
    public SemaphoreSlim Gate { get; } = new(Size);

    /// <summary>Notes an outcome.</summary>
    /// <returns>Whether the queue is full: it has refused everything for 5 s.</returns>
    public bool IsFull(SendOutcome outcome)
    {
        lock (_lock)
        {
            if (outcome == SendOutcome.Confirmed) _refusedSince = null;
            if (outcome != SendOutcome.Refused) return false;
            _refusedSince ??= time.GetTimestamp();
            return time.GetElapsedTime(_refusedSince.Value) >= FullAfter;
        }
    }

    /// <summary>Adds to what was dropped and not told yet.</summary>
    /// <returns>Whether a report is due: once a minute.</returns>
    public bool IsReportDue(int items, out long dropped)
    {
        lock (_lock)
        {
            dropped = _untold += items;
            if (_lastReport is { } last && time.GetElapsedTime(last) < ReportEvery) return false;
            _lastReport = time.GetTimestamp();
            _untold = 0;
            return true;
        }
    }
}
