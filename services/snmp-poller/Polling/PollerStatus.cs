using Altimeter.SnmpPoller.Diagnostics;
using Altimeter.SnmpPoller.Output;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>What the poller is doing: for live tables and health details. Nothing in it is secret.</summary>
public sealed class PollerStatus
{
    private readonly PollEntries _entries;
    private readonly ISamplesOutput _output;

    internal PollerStatus(PollEntries entries, ISamplesOutput output, PollerMetrics metrics)
    {
        _entries = entries;
        _output = output;
        metrics.Meter.CreateObservableGauge("altimeter.poller.devices", () => Devices.Count, "{device}", "Devices that are polled.");
        metrics.Meter.CreateObservableGauge("altimeter.poller.devices.down", () => Devices.Count(device => device.State == DevicePollState.Down), "{device}", "Devices that do not answer.");
    }

    /// <summary>One entry per device, in the order of the sources.</summary>
    public IReadOnlyList<DeviceStatus> Devices => [.. _entries.Devices.Select(device => device.Status)];

    /// <summary>Visits since the start.</summary>
    public long Polls => _entries.Devices.Sum(device => device.Status.Polls);

    /// <summary>Samples polled since the start.</summary>
    public long Samples => _entries.Devices.Sum(device => device.Status.Samples);

    /// <summary>Ticks skipped since the start.</summary>
    public long MissedTicks => _entries.Devices.Sum(device => device.Status.MissedTicks);

    /// <summary>Samples polled and not yet confirmed by the broker.</summary>
    public long Waiting => _output.Waiting;
}
