using Altimeter.Hosting.Membership;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Membership;

public sealed class MembershipTests
{
    private readonly FakeReplicas _replicas = new();

    [Fact]
    public void Join_FourSecondsOfHeartbeats_NotBefore()
    {
        var a = _replicas.Start("a");

        _replicas.Pass(3.5);
        Assert.False(a.Membership.View.Self.IsJoined);
        Assert.Empty(a.Peers);

        _replicas.Pass(1);
        Assert.True(a.Membership.View.Self.IsJoined);
        Assert.Equal(["a"], a.Peers);
        Assert.False(a.Membership.View.MayOpen);

        _replicas.Pass(1);
        Assert.True(a.Membership.View.MayOpen);
    }

    [Fact]
    public void Join_NoEcho_NeverJoins()
    {
        var a = _replicas.Start("a");
        _replicas.IsBrokerAway = true;

        _replicas.Pass(60);

        Assert.False(a.Membership.IsCurrent);
        Assert.Equal(TimeSpan.MaxValue, a.Membership.EchoAge);
        Assert.False(a.Membership.View.Self.IsJoined);
    }

    [Fact]
    public void Join_Second_BothSeeBothAndOneIsToldOnce()
    {
        var a = _replicas.Start("a");
        _replicas.Pass(10);
        var b = _replicas.Start("b");

        _replicas.Pass(3);
        Assert.Equal(["a"], a.Peers);
        Assert.Equal("b", Assert.Single(a.Membership.View.Others).Id);
        _replicas.Pass(2);

        Assert.Equal(["a", "b"], a.Peers);
        Assert.Equal(["a", "b"], b.Peers);
    }

    [Fact]
    public void Die_OtherIsGoneAfterSixSeconds()
    {
        var (a, b) = (_replicas.Start("a"), _replicas.Start("b"));
        _replicas.Pass(10);
        b.IsFrozen = true;

        _replicas.Pass(3.5);
        Assert.Equal(["a", "b"], a.Peers);

        _replicas.Pass(3);
        Assert.Equal(["a"], a.Peers);
        Assert.Empty(a.Membership.View.Others);
    }

    [Fact]
    public void Leave_OthersDivideWithoutItAtOnceAndStillSeeItsClaims()
    {
        var (a, b) = (_replicas.Start("a", "k"), _replicas.Start("b", "k"));
        _replicas.Pass(10);
        b.Membership.Claim("k", isHeld: true);
        b.Membership.Leave();

        _replicas.Pass(0.5);

        Assert.Equal(["a"], a.Peers);
        Assert.True(a.Membership.View.IsListedByOthers("k"));
        Assert.Equal(["a"], b.Peers);
    }

    [Fact]
    public void BrokerAway_LastMembershipIsKeptAndNothingOpensForThirtySeconds()
    {
        var (a, b) = (_replicas.Start("a"), _replicas.Start("b"));
        _replicas.Pass(10);
        _replicas.IsBrokerAway = true;

        _replicas.Pass(60);
        Assert.False(a.Membership.IsCurrent);
        Assert.False(a.Membership.View.MayOpen);
        Assert.Equal(["a", "b"], a.Peers);

        _replicas.IsBrokerAway = false;
        _replicas.Pass(29);
        Assert.True(a.Membership.IsCurrent);
        Assert.Equal(["a", "b"], b.Peers);
        Assert.False(a.Membership.View.MayOpen);

        _replicas.Pass(5);
        Assert.True(a.Membership.View.MayOpen);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.75)]
    [InlineData(1.25)]
    [InlineData(1.75)]
    public void BrokerAway_HeartbeatsNotInStep_NobodyIsCalledDead(double offset)
    {
        var a = _replicas.Start("a");
        _replicas.Pass(offset);
        var b = _replicas.Start("b");
        _replicas.Pass(20);
        _replicas.IsBrokerAway = true;

        for (var i = 0; i < 60; i++)
        {
            _replicas.Pass(0.25);
            Assert.Equal(["a", "b"], a.Peers);
            Assert.Equal(["a", "b"], b.Peers);
        }
    }

    [Fact]
    public void BrokerAway_OtherDiedMeanwhile_IsForgottenAfterwards()
    {
        var (a, b) = (_replicas.Start("a"), _replicas.Start("b"));
        _replicas.Pass(10);
        _replicas.IsBrokerAway = true;
        b.IsFrozen = true;
        _replicas.Pass(60);
        _replicas.IsBrokerAway = false;

        _replicas.Pass(4);
        Assert.Equal(["a", "b"], a.Peers);

        _replicas.Pass(6);
        Assert.Equal(["a"], a.Peers);
    }

    [Fact]
    public void Freeze_OwnHeartbeatOfBefore_IsNoEcho()
    {
        var a = _replicas.Start("a");
        _replicas.Pass(10);
        _replicas.IsBrokerAway = true;
        Heartbeat? last = null;
        while (last is null)
        {
            last = a.Membership.Tick();
            _replicas.Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        _replicas.Time.Advance(TimeSpan.FromSeconds(30)); // frozen; the heartbeat waits in its socket
        a.Membership.Receive(last);

        Assert.True(a.Membership.EchoAge >= TimeSpan.FromSeconds(30));
        Assert.False(a.Membership.IsCurrent);
    }

    [Fact]
    public void Receive_OwnSequenceNeverSent_IsNoEcho()
    {
        var a = _replicas.Start("a");

        a.Membership.Receive(Beat("a", 5));

        Assert.False(a.Membership.IsCurrent);
    }

    [Fact]
    public void Receive_OtherService_IsIgnored()
    {
        var a = _replicas.Start("a");

        a.Membership.Receive(Beat("b", 1) with { Service = "pipeline" });

        Assert.Empty(a.Membership.View.Others);
    }

    [Fact]
    public void TargetSet_Differs_WorkIsNotShared()
    {
        var (a, b, c) = (_replicas.Start("a"), _replicas.Start("b"), _replicas.Start("c"));
        a.Membership.TargetSet = "new";
        b.Membership.TargetSet = "old";
        c.Membership.TargetSet = "old";

        _replicas.Pass(10);

        Assert.Equal(["a"], a.Peers);
        Assert.Equal(["b", "c"], b.Peers);
    }

    [Fact]
    public void Clock_OtherIsAhead_IsMeasured()
    {
        var a = _replicas.Start("a");

        for (var i = 1; i <= 3; i++) a.Membership.Receive(Beat("b", i));

        Assert.Equal(TimeSpan.FromSeconds(-3), Assert.Single(a.Membership.View.Others).ClockDifference);
    }

    [Fact]
    public void Changed_NothingNew_IsNotRaised()
    {
        var (a, _) = (_replicas.Start("a"), _replicas.Start("b"));
        _replicas.Pass(10);
        var raised = 0;
        a.Membership.Changed += () => raised++;

        _replicas.Pass(60);

        Assert.Equal(0, raised);
    }

    [Fact]
    public async Task WaitUntilCurrentAsync_AlarmBlocksHeartbeats_DoesNotWait()
    {
        var a = _replicas.Start("a");
        var waiting = a.Membership.WaitUntilCurrentAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        a.Membership.IsBlocked = true;
        _replicas.Time.Advance(TimeSpan.FromSeconds(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private Heartbeat Beat(string replica, long sequence) => new()
    {
        Service = "writer",
        Replica = replica,
        Sequence = sequence,
        SentAt = _replicas.Time.GetUtcNow() + TimeSpan.FromSeconds(3),
        Joined = true,
    };
}
