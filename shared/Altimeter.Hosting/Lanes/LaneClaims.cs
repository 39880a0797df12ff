using Altimeter.Contracts.V1;
using Altimeter.Hosting.Membership;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Lanes;

/// <summary>Lanes divided among the live replicas of the service that consumes them. The queue's single active consumer is the fence.</summary>
internal sealed class LaneClaims : ILaneOwnership
{
    private readonly Dictionary<LaneSet, (Membership.Membership Membership, Claims Claims)> _sets;

    public LaneClaims(BusComposition composition, MembershipHost host, TimeProvider time, ILogger<Claims> logger)
    {
        _sets = composition.Subscriptions.Select(subscription => subscription.Lanes).Distinct().ToDictionary(lanes => lanes, lanes =>
        {
            var membership = host.Memberships[lanes.Service];
            return (membership, new Claims(membership, [.. Enumerable.Range(0, Lane.Count).Select(lanes.QueueOf)], time, logger));
        });
        foreach (var membership in _sets.Values.Select(set => set.Membership).Distinct()) membership.Changed += () => Changed?.Invoke();
    }

    public event Action? Changed;

    public bool IsOwned(LaneSet lanes, int lane) => IsAloneWithAlarm(lanes) || _sets[lanes].Claims.IsOwned(lanes.QueueOf(lane));

    public bool TryClaim(LaneSet lanes, int lane)
    {
        var claims = _sets[lanes].Claims;
        if (!IsAloneWithAlarm(lanes)) return claims.TryClaim(lanes.QueueOf(lane));
        claims.Hold(lanes.QueueOf(lane));
        return true;
    }

    public void Release(LaneSet lanes, int lane) => _sets[lanes].Claims.Release(lanes.QueueOf(lane));

    public bool IsCurrent(LaneSet lanes) => _sets[lanes].Membership.IsCurrent;

    public ValueTask WaitUntilCurrentAsync(LaneSet lanes, CancellationToken cancellationToken) => _sets[lanes].Membership.WaitUntilCurrentAsync(cancellationToken);

    // Started while an alarm blocks every heartbeat: nobody would ever join, the lanes never drain, the alarm never end. The fence alone decides then.
    private bool IsAloneWithAlarm(LaneSet lanes)
    {
        var membership = _sets[lanes].Membership;
        return membership is { IsBlocked: true, View.Self: { IsJoined: false, IsLeaving: false } };
    }
}
