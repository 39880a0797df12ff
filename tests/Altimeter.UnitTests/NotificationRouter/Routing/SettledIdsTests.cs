using Altimeter.NotificationRouter;
using Altimeter.NotificationRouter.Routing;
using Microsoft.Extensions.Options;
using Xunit;

namespace Altimeter.UnitTests.NotificationRouter.Routing;

public sealed class SettledIdsTests
{
    [Fact]
    public void Add_BeyondTheCapacity_ForgetsTheOldest()
    {
        var ids = Create(capacity: 2);
        foreach (var id in (string[])["a", "b", "c"]) ids.Add(id);

        Assert.Equal((false, true, true), (ids.Contains("a"), ids.Contains("b"), ids.Contains("c")));
    }

    [Fact]
    public void Add_KnownId_TakesNoPlaceOfAnother()
    {
        var ids = Create(capacity: 2);
        foreach (var id in (string[])["a", "b", "b", "b"]) ids.Add(id);

        Assert.True(ids.Contains("a"));
    }

    [Fact]
    public void Item41_ForgottenId_IsTakenAgain()
    {
        var ids = Create(capacity: 16);
        for (var i = 0; i <= 16; i++) ids.Add($"{i}");

        Assert.False(ids.Contains("0"));
        ids.Add("0");
        Assert.True(ids.Contains("0"));
    }

    [Fact]
    public void Contains_OtherCase_IsAnotherId()
    {
        var ids = Create(capacity: 1);
        ids.Add("A");

        Assert.False(ids.Contains("a"));
    }

    [Fact]
    public void Add_CapacityZero_RemembersNothing()
    {
        var ids = Create(capacity: 0);
        ids.Add("a");

        Assert.False(ids.Contains("a"));
    }

    [Fact]
    public async Task Add_SeveralQueuesAtOnce_KeepsTheBound()
    {
        var ids = Create(capacity: 100);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(queue => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++) ids.Add($"{queue}-{i}");
        })));

        Assert.Equal(100, Enumerable.Range(0, 4).Sum(queue => Enumerable.Range(0, 10_000).Count(i => ids.Contains($"{queue}-{i}"))));
    }

    private static SettledIds Create(int capacity) => new(Options.Create(new NotificationRouterOptions { RememberedIds = capacity }));
}
