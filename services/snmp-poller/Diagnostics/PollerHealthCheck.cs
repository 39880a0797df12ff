using Altimeter.SnmpPoller.Polling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.SnmpPoller.Diagnostics;

/// <summary>Tells how the devices are doing: a report, never a reason to be unhealthy.</summary>
internal sealed class PollerHealthCheck(PollerStatus status) : IHealthCheck
{
    private const int LongestList = 50;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var devices = status.Devices;
        var troubled = devices.Where(device => device.State is DevicePollState.Down or DevicePollState.Degraded).ToList();
        var data = troubled.Take(LongestList).ToDictionary(device => $"{device.Name} {device.Address}", device => (object)$"{device.State}: {device.LastError}");
        var down = troubled.Count(device => device.State == DevicePollState.Down);
        return Task.FromResult(HealthCheckResult.Healthy($"{devices.Count} devices, {down} down, {status.Samples} samples, {status.Waiting} waiting, {status.MissedTicks} ticks missed", data));
    }
}
