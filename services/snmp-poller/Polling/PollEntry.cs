using Altimeter.SnmpPoller.Definitions;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>A device at one interval: what is polled there and when.</summary>
internal sealed class PollEntry(PollResource resource, TimeSpan interval, TimeSpan phase, DevicePlan plan, DeviceState device)
{
    private int _isRunning;

    public PollResource Resource => resource;

    public TimeSpan Interval => interval;

    public TimeSpan Phase => phase;

    public DevicePlan Plan => plan;

    /// <summary>Shared by all entries of one device.</summary>
    public DeviceState Device => device;

    /// <summary>Begins a visit unless one is under way.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _isRunning, 1) == 0;

    /// <summary>Ends the visit.</summary>
    public void End() => Volatile.Write(ref _isRunning, 0);
}
