using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Transport;

public sealed class OsloTopologyTests
{
    [Fact]
    public void Item2_Defaults_AreSevenQueuesAndFifteenExchanges()
    {
        var options = new OsloOptions();

        Assert.Equal(
            ["notifications.audit", "notifications.critical", "notifications.debug", "notifications.error", "notifications.info", "notifications.sample", "notifications.warn"],
            options.EffectiveQueues.Select(queue => queue.Name));
        Assert.Equal(15, options.EffectiveExchanges.Count);
        Assert.Empty(Arguments(options));
    }

    [Fact]
    public void Own_Queues_AreBesideThoseOfOsloWithTheSameKeys()
    {
        var queues = new OsloOptions { QueueMode = OsloQueueMode.Own, Topics = ["notifications", "versioned_notifications"], Priorities = ["info"] }.EffectiveQueues;

        Assert.Equal(["altimeter.notifications.info", "altimeter.versioned_notifications.info"], queues.Select(queue => queue.Name));
        Assert.Equal(["notifications.info", "versioned_notifications.info"], queues.Select(queue => queue.RoutingKey));
        Assert.All(queues, queue => Assert.True(queue.IsOwn));
        Assert.DoesNotContain(new OsloOptions().EffectiveQueues, queue => queue.IsOwn);
    }

    [Theory]
    [InlineData(OsloQueueMode.Shared)]
    [InlineData(OsloQueueMode.Own)]
    public void Own_QueuesToRemove_AreThoseOfEveryPriorityInEitherMode(OsloQueueMode mode)
    {
        var queues = new OsloOptions { QueueMode = mode, Priorities = ["info"] }.PossibleOwnQueues;

        Assert.Equal(7, queues.Count);
        Assert.All(queues, queue => Assert.StartsWith("altimeter.notifications.", queue.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Own_Limits_AreADayAMillionAndAGibibyteAndDropTheOldest() => Assert.Equal(
        new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-expires"] = 86_400_000L,
            ["x-max-length"] = 1_000_000L,
            ["x-max-length-bytes"] = 1_073_741_824L,
            ["x-overflow"] = "drop-head",
            ["x-delivery-limit"] = 1_000_000L,
        },
        new OwnQueueLimits().Arguments());

    [Fact]
    public void Item6_Quorum_HasItsType() => Assert.Equal("quorum", Assert.Single(Arguments(new OsloOptions { Quorum = true })).Value);

    [Theory]
    [InlineData("rabbit://h/?rabbit_quorum_queue=true&rabbit_quorum_delivery_limit=5", 5)]
    [InlineData("rabbit://h/?rabbit_quorum_queue=true&rabbit_quorum_delivery_limit=0", null)]
    public void Item7_DeliveryLimit(string url, int? expected) => Assert.Equal(expected, Arguments(new OsloOptions(), url).GetValueOrDefault("x-delivery-limit"));

    [Fact]
    public void Item9_Mirrored_HasItsPolicy() => Assert.Equal("all", Arguments(new OsloOptions(), "rabbit://h/?rabbit_ha_queues=true")["x-ha-policy"]);

    [Fact]
    public void Item11_TwoTopics_Are14Queues() => Assert.Equal(14, new OsloOptions { Topics = ["a", "b"] }.EffectiveQueues.Count);

    [Fact]
    public void Item12_EmptyExchange_IsTheControlExchange() => Assert.Equal(["ceilometer"], new OsloOptions { Exchanges = [""] }.EffectiveExchanges);

    [Fact]
    public void Validate_EverythingWrong_IsListed()
    {
        var result = new OsloOptionsValidator().Validate(null, new OsloOptions
        {
            TransportUrls = ["rabbit://u:secret@h:x"],
            Priorities = ["loud"],
            BatchSize = 500,
            Prefetch = 100,
            Quorum = true,
            AutoDelete = true,
        });

        Assert.Equal(4, result.Failures!.Count());
        Assert.DoesNotContain("secret", string.Join('\n', result.Failures!), StringComparison.Ordinal);
    }

    private static Dictionary<string, object?> Arguments(OsloOptions options, string text = "rabbit://h")
    {
        Assert.True(TransportUrl.TryParse(text, out var url, out var error), error);
        using var topology = new OsloTopology(options, url, NullLogger.Instance);
        return topology.QueueArguments();
    }
}
