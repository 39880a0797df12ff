using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.Hosting.Health;

/// <summary>Tells what was thrown away and set aside: a report, never a reason to be unhealthy. The most frequent names; all of them are at <see cref="ThrownAwayEndpoint.Path"/>.</summary>
internal sealed class DropsHealthCheck(Drops drops, DeadLetterCounter deadLetters, ServiceIdentity identity) : IHealthCheck
{
    private const int MostNames = 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var report = ThrownAway.Of(identity.Name, default, drops, deadLetters);
        var data = report.Reasons.ToDictionary(
            reason => reason.Key, object (reason) => (IReadOnlyDictionary<string, long>)reason.Value.Take(MostNames).ToDictionary(name => name.Key, name => name.Value));
        data["dead_letters"] = report.DeadLetters;
        return Task.FromResult(HealthCheckResult.Healthy($"{report.Total} thrown away, {deadLetters.Total} set aside", data));
    }
}
