using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.NotificationRouter.Routing;

/// <summary>Ready when every queue of notifications is being consumed.</summary>
internal sealed class NotificationSourceHealthCheck(INotificationSource source) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var depths = source.State.OwnQueues;
        var data = source.State.Queues.ToDictionary(
            queue => queue.Key, queue => (object)(depths.TryGetValue(queue.Key, out var depth) ? $"{queue.Value}; {depth}" : queue.Value));
        return Task.FromResult(source.State.IsConsuming
            ? HealthCheckResult.Healthy($"{data.Count} queues", data)
            : HealthCheckResult.Unhealthy("not every queue of notifications is consumed", data: data));
    }
}
