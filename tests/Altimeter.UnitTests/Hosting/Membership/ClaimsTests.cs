using Xunit;

namespace Altimeter.UnitTests.Hosting.Membership;

public sealed class ClaimsTests
{
    private static readonly string[] Keys = ["k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"];
    private readonly FakeReplicas _replicas = new();

    [Fact]
    public void TryClaim_JoinAndLeave_EveryKeyHasOneHolderAtATimeAndAllAreHeldAgain()
    {
        var a = _replicas.Start("a", Keys);
        Run(6, a);
        Assert.Equal(Keys, a.Claims.Held);

        var b = _replicas.Start("b", Keys);
        var c = _replicas.Start("c", Keys);
        Run(8, a, b, c);
        Assert.Equal([2, 3, 3], new[] { a, b, c }.Select(member => member.Claims.Held.Count).Order());

        b.Membership.Leave();
        Run(2, a, b, c);
        Assert.Empty(b.Claims.Held);
        Assert.Equal(Keys, a.Claims.Held.Concat(c.Claims.Held).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.75)]
    [InlineData(1)]
    [InlineData(2.5)]
    public void TryClaim_TwoStartTogether_NeverHoldTheSame(double offset)
    {
        var a = _replicas.Start("a", Keys);
        Run(offset, a);
        var b = _replicas.Start("b", Keys);

        for (var i = 0; i < 40; i++)
        {
            Run(0.25, a, b);
            Assert.Empty(a.Claims.Held.Intersect(b.Claims.Held));
        }

        Assert.Equal(4, a.Claims.Held.Count);
        Assert.Equal(4, b.Claims.Held.Count);
    }

    [Fact]
    public void TryClaim_HolderDies_IsTakenOverOnlyWhenItIsDead()
    {
        var (a, b) = (_replicas.Start("a", Keys), _replicas.Start("b", Keys));
        Run(8, a, b);
        b.IsFrozen = true;

        Run(3.5, a);
        Assert.Equal(4, a.Claims.Held.Count);

        Run(3, a);
        Assert.Equal(Keys, a.Claims.Held);
    }

    [Fact]
    public void TryClaim_LeaverDoesNotUnlist_NobodyTakesIt()
    {
        var (a, b) = (_replicas.Start("a", Keys), _replicas.Start("b", Keys));
        Run(8, a, b);
        var held = b.Claims.Held;
        b.Membership.Leave();

        Run(20, a); // b's batch is stuck: it lists the keys still

        Assert.All(held, key => Assert.DoesNotContain(key, a.Claims.Held));
        Assert.All(held, key => Assert.True(a.Claims.IsOwned(key)));
    }

    [Fact]
    public void TryClaim_BrokerWasAway_KeepsWhatItHoldsAndTakesNothingForThirtySeconds()
    {
        var (a, b) = (_replicas.Start("a", Keys), _replicas.Start("b", Keys));
        Run(8, a, b);
        _replicas.IsBrokerAway = true;
        Run(60, a, b);
        b.IsFrozen = true;
        _replicas.IsBrokerAway = false;

        Run(28, a);
        Assert.Equal(4, a.Claims.Held.Count);
        Assert.Equal(["a"], a.Peers);

        Run(4, a);
        Assert.Equal(Keys, a.Claims.Held);
    }

    [Fact]
    public void TryClaim_ReplicaReturnsFromACut_GivesUpOrIsGivenBackEachKey()
    {
        var (a, b) = (_replicas.Start("a", Keys), _replicas.Start("b", Keys));
        Run(8, a, b);
        b.IsCutOff = true;
        Run(20, a, b);
        Assert.Equal(Keys, a.Claims.Held);

        b.IsCutOff = false;
        Run(10, a, b);

        Assert.Equal(Keys, a.Claims.Held.Concat(b.Claims.Held).Order());
        Assert.Equal(4, b.Claims.Held.Count);
    }

    [Fact]
    public void Unheld_ThirtySeconds_IsCountedUntilItIsHeld()
    {
        var a = _replicas.Start("a", Keys);
        _replicas.Pass(20);
        Assert.Equal(0, a.Claims.UnheldCount);

        _replicas.Pass(20);
        Assert.Equal(Keys.Length, a.Claims.UnheldCount);

        Run(1, a);
        Assert.Equal(0, a.Claims.UnheldCount);
    }

    // Everybody opens and closes at every step, and the rule is looked at after each.
    private void Run(double seconds, params FakeReplicas.Member[] members)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.25)
        {
            _replicas.Pass(0.25);
            foreach (var member in members.Where(member => !member.IsFrozen)) member.Apply();
        }

        _replicas.Pass(0.25);
    }
}
