using Altimeter.SnmpPoller.Definitions;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>What is remembered of a device from visit to visit; says once when something starts or stops failing.</summary>
internal sealed class DeviceState(PollResource resource) : IDisposable
{
    private readonly Lock _lock = new();
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

    /// <summary>Takes over the outcome of a visit.</summary>
    public void Visited(DeviceReading reading, int samples, DateTimeOffset at, TimeSpan duration, ILogger logger)
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

    private void Compare(Dictionary<string, string> failures, ILogger logger)
    {
        foreach (var (what, reason) in failures)
            if (!_failures.ContainsKey(what)) logger.PollFails(resource.Id, what, reason);
        foreach (var what in _failures.Keys)
            if (!failures.ContainsKey(what)) logger.PollWorks(resource.Id, what);
        _failures = failures;
    }
}
