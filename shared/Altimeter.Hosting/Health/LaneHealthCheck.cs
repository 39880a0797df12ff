using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Queues;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.Hosting.Health;

/// <summary>Ready when every lane held and every queue is consuming and no send is returned for want of a queue.</summary>
internal sealed class LaneHealthCheck(LaneHost lanes, QueueHost queues, SendState sends) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var held = lanes.Held;
        var data = held.ToDictionary(lane => lane.Queue, lane => (object)(lane.IsConsuming ? $"consuming, {lane.Waiting} waiting" : "not consuming yet"));
        foreach (var (queue, isConsuming) in queues.Queues) data[queue] = isConsuming ? "consuming" : "not consuming yet";
        foreach (var (queue, outcome) in sends.Troubles) data[$"send to {queue}"] = outcome.ToString();

        var returned = sends.Troubles.Where(trouble => trouble.Outcome == SendOutcome.Returned).Select(trouble => trouble.Queue).ToList();
        if (returned.Count > 0) return Task.FromResult(HealthCheckResult.Unhealthy($"no queue takes what is sent to {string.Join(", ", returned)}", data: data));
        return Task.FromResult(held.All(lane => lane.IsConsuming) && queues.Queues.All(queue => queue.IsConsuming)
            ? HealthCheckResult.Healthy($"{held.Count} lanes", data)
            : HealthCheckResult.Unhealthy("not every lane and queue is consumed yet", data: data));
    }
}
