using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.Hosting.Health;

/// <summary>Tells what was thrown away and set aside: a report, never a reason to be unhealthy.</summary>
internal sealed class DropsHealthCheck(Drops drops, IDeadLetters deadLetters) : IHealthCheck
{
    private const int LongestList = 50;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = drops.Report().Take(LongestList).ToDictionary(drop => $"{drop.Reason}: {drop.Name}", drop => (object)drop.Count);
        return Task.FromResult(HealthCheckResult.Healthy($"{drops.Total} thrown away, {deadLetters.Count} set aside", data));
    }
}
