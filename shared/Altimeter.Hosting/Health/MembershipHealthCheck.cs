using Altimeter.Hosting.Membership;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.Hosting.Health;

/// <summary>Ready when this replica has joined and is in touch, however little it owns; names the replicas and what each holds.</summary>
internal sealed class MembershipHealthCheck(MembershipHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>();
        var troubles = new List<string>();
        foreach (var membership in host.Memberships.Values)
        {
            var view = membership.View;
            foreach (var replica in view.Others.Prepend(view.Self)) data[$"{membership.Service} {replica.Id}"] = Describe(replica);
            if (membership.IsBlocked) continue; // an alarm of the broker: lanes go on
            if (!view.Self.IsJoined) troubles.Add($"{membership.Service} has not joined its replicas yet");
            else if (!membership.IsCurrent) troubles.Add($"no heartbeat of {membership.Service} comes back");
        }

        return Task.FromResult(troubles.Count == 0
            ? HealthCheckResult.Healthy($"{data.Count} replicas", data)
            : HealthCheckResult.Unhealthy(string.Join("; ", troubles), data: data));
    }

    private static string Describe(Replica replica)
    {
        var state = replica.IsLeaving ? "leaving" : replica.IsJoined ? "joined" : "joining";
        return $"{state}; {(replica.Claims.Count == 0 ? "holds nothing" : $"holds {string.Join(", ", replica.Claims)}")}";
    }
}
