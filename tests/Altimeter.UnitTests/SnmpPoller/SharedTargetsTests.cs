using Altimeter.Hosting.Membership;
using Altimeter.SnmpPoller.Polling;
using Altimeter.UnitTests.Hosting.Membership;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

public sealed class SharedTargetsTests
{
    private static readonly string[] Devices = [.. Enumerable.Range(0, 300).Select(i => $"device-{i}")];
    private readonly FakeReplicas _replicas = new();

    [Fact]
    public void Owns_NoMembership_IsEverything() => Assert.Equal(Devices, Owned(null));

    [Fact]
    public void Owns_NotJoinedYet_IsEverything()
    {
        var a = _replicas.Start("a");
        _replicas.Pass(2);

        Assert.Equal(Devices, Owned(a.Membership));
    }

    [Fact]
    public void Owns_TwoReplicas_EachDeviceOnceAndAllOfItAfterOneDied()
    {
        var (a, b) = (_replicas.Start("a"), _replicas.Start("b"));
        _replicas.Pass(6);

        Assert.InRange(Owned(a.Membership).Count, 100, 200);
        Assert.Equal(Devices.Order(StringComparer.Ordinal), Owned(a.Membership).Concat(Owned(b.Membership)).Order(StringComparer.Ordinal));

        b.IsFrozen = true;
        _replicas.Pass(8);
        Assert.Equal(Devices, Owned(a.Membership));
    }

    [Fact]
    public void Owns_OtherSetOfTargets_EachGroupCoversItsOwn()
    {
        var (a, b) = (_replicas.Start("a"), _replicas.Start("b"));
        (a.Membership.TargetSet, b.Membership.TargetSet) = ("old", "new");
        _replicas.Pass(6);

        Assert.Equal(Devices, Owned(a.Membership));
        Assert.Equal(Devices, Owned(b.Membership));
    }

    [Fact]
    public void Owns_BrokerAway_TheLastSharesStay()
    {
        var (a, b) = (_replicas.Start("a"), _replicas.Start("b"));
        _replicas.Pass(6);
        var before = Owned(a.Membership);

        _replicas.IsBrokerAway = true;
        _replicas.Pass(60);

        Assert.Equal(before, Owned(a.Membership));
        Assert.Equal(Devices.Order(StringComparer.Ordinal), before.Concat(Owned(b.Membership)).Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<string> Owned(Membership? membership) => [.. Devices.Where(device => SharedTargets.IsOwned(membership, device))];
}
