using Altimeter.SnmpPoller.Definitions;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>What is remembered of a device from visit to visit; says once when something starts or stops failing.</summary>
/// <remarks>A device that is down is asked at every tick three times, then at every 2nd, 4th and 8th, at least every 15 minutes; its first answer restores the rate.</remarks>
internal sealed class DeviceState(PollResource resource) : IDisposable
{
    private const int TriesAtFullRate = 3;
    private const int LongestPauseTicks = 8;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private int _visitsDown;
    private (DateTimeOffset Tick, TimeSpan After)? _pause;
    private Dictionary<string, string> _failures = [];
    private DeviceStatus _status = new() { Name = resource.Id, Address = resource.Target.ToString(), State = DevicePollState.Unknown };

    /// <summary>Held by a visit: never two at a time on one device.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>The state now.</summary>
    public DeviceStatus Status
    {
        get
        {
            lock (_lock) return _status;
        }
    }

    /// <summary>Tells whether the device is asked at a tick: not while it is down and its pause lasts.</summary>
    public bool IsDue(DateTimeOffset tick)
    {
        // A tick before the last one means that the wall clock stepped back.
        lock (_lock) return _pause is not { } pause || tick >= pause.Tick + pause.After || tick < pause.Tick;
    }

    /// <summary>Takes over the outcome of a visit.</summary>
    public void Visited(PollEntry entry, DateTimeOffset tick, DeviceReading reading, int samples, DateTimeOffset at, TimeSpan duration, ILogger logger)
    {
        var failures = new Dictionary<string, string>(reading.Failures);
        var isDown = reading.BrokenOff is not null && !reading.HasAnswered;
        if (reading.BrokenOff is not null && !isDown) failures["the visit"] = reading.BrokenOff;
        lock (_lock)
        {
            var wasDown = _status.State == DevicePollState.Down;
            if (isDown && !wasDown) logger.DeviceDown(resource.Id, _status.Address, reading.BrokenOff!);
            if (!isDown && wasDown) logger.DeviceUp(resource.Id, _status.Address, samples);
            if (!isDown) Compare(failures, logger); // a device that is down says nothing about its meters
            _visitsDown = isDown ? _visitsDown + 1 : 0;
            _pause = _visitsDown >= TriesAtFullRate ? (tick, PauseOf(entry.Interval)) : null;

            _status = _status with
            {
                State = isDown ? DevicePollState.Down : failures.Count > 0 ? DevicePollState.Degraded : DevicePollState.Up,
                LastPoll = at,
                LastDuration = duration,
                LastSamples = samples,
                LastError = reading.BrokenOff ?? failures.Values.FirstOrDefault(),
                Polls = _status.Polls + 1,
                Samples = _status.Samples + samples,
            };
        }
    }

    /// <summary>Counts ticks that were skipped.</summary>
    public void Missed(long ticks)
    {
        lock (_lock) _status = _status with { MissedTicks = _status.MissedTicks + ticks };
    }

    public void Dispose() => Turn.Dispose();

    private TimeSpan PauseOf(TimeSpan interval)
    {
        var pause = interval * Math.Min(1 << Math.Min(_visitsDown - TriesAtFullRate + 1, 10), LongestPauseTicks);
        return pause < LongestPause ? pause : interval > LongestPause ? interval : LongestPause;
    }

    private void Compare(Dictionary<string, string> failures, ILogger logger)
    {
        foreach (var (what, reason) in failures)
            if (!_failures.ContainsKey(what)) logger.PollFails(resource.Id, what, reason);
        foreach (var what in _failures.Keys)
            if (!failures.ContainsKey(what)) logger.PollWorks(resource.Id, what);
        _failures = failures;
    }
}
