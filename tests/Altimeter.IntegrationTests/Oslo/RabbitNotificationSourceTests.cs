using Altimeter.IntegrationTests.Servers;
using Altimeter.Oslo.Transport;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>Everything here runs as the user of infra/rabbitmq, so that each test also shows that its rights are enough.</summary>
public sealed class RabbitNotificationSourceTests(RealServers servers) : IAsyncLifetime
{
    private OsloBroker _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _broker = await OsloBroker.CreateAsync(await servers.RabbitMqAsync());

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Item2_QueuesMissing_AreDeclaredAsOsloWould()
    {
        await using var source = new RunningSource(new OsloOptions { TransportUrls = [Url] });
        await source.WaitUntilConsumingAsync();

        var queues = (await _broker.GetAsync("queues/{host}")).AsArray();
        Assert.Equal(7, queues.Count);
        foreach (var queue in queues)
        {
            Assert.StartsWith("notifications.", (string)queue!["name"]!, StringComparison.Ordinal);
            Assert.Equal((false, false, false, 0), ((bool)queue["durable"]!, (bool)queue["auto_delete"]!, (bool)queue["exclusive"]!, queue["arguments"]!.AsObject().Count));
            var bindings = (await _broker.GetAsync($"queues/{{host}}/{queue["name"]}/bindings")).AsArray().Where(b => (string)b!["source"]! != "").ToList();
            Assert.Equal(15, bindings.Select(b => (string)b!["source"]!).Distinct().Count());
            Assert.All(bindings, binding => Assert.Equal((string)queue["name"]!, (string)binding!["routing_key"]!));
        }

        var nova = await _broker.GetAsync("exchanges/{host}/nova");
        Assert.Equal(("topic", false, false), ((string)nova["type"]!, (bool)nova["durable"]!, (bool)nova["auto_delete"]!));
    }

    [Fact]
    public async Task RunAsync_EverythingMissing_IsToldInThreeLines()
    {
        await using var source = new RunningSource(new OsloOptions { TransportUrls = [Url] });
        await source.WaitUntilConsumingAsync();

        var exchanges = Assert.Single(source.LinesOf("Declared exchanges"));
        var queues = Assert.Single(source.LinesOf("Declared queues"));
        var warning = Assert.Single(source.LinesOf("not durable"));
        foreach (var name in (string[])["nova", "aodh"]) Assert.Contains(name, exchanges, StringComparison.Ordinal);
        foreach (var name in (string[])["notifications.audit", "notifications.warn"])
        {
            Assert.Contains(name, queues, StringComparison.Ordinal);
            Assert.Contains(name, warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Item6_Quorum_QueuesMissing_AreQuorumAndDurable()
    {
        await using var source = new RunningSource(new OsloOptions { TransportUrls = [Url], Priorities = ["info"], Quorum = true, QuorumDeliveryLimit = 5 });
        await source.WaitUntilConsumingAsync();

        var queue = await _broker.GetAsync($"queues/{{host}}/{OsloBroker.Queue}");
        Assert.Equal(("quorum", true, 5), ((string)queue["type"]!, (bool)queue["durable"]!, (int)queue["arguments"]!["x-delivery-limit"]!));
        Assert.True((bool)(await _broker.GetAsync("exchanges/{host}/nova"))["durable"]!);
        Assert.Empty(source.LinesOf("not durable"));
    }

    [Theory]
    [InlineData("classic")]
    [InlineData("quorum")]
    public async Task RunAsync_QueueThere_IsTakenAsItIs(string type)
    {
        await _broker.Nova.ExchangeDeclareAsync(OsloBroker.Exchange, ExchangeType.Topic, durable: true, cancellationToken: Token);
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = type, ["x-max-length"] = 1000, ["x-message-ttl"] = 3_600_000 };
        await _broker.Nova.QueueDeclareAsync(OsloBroker.Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Token);
        await _broker.Nova.QueueBindAsync(OsloBroker.Queue, OsloBroker.Exchange, OsloBroker.Queue, cancellationToken: Token);
        await _broker.PublishAsync(1, 3);

        await using var source = new RunningSource(Options());

        Assert.Equal([1, 2, 3], await source.FinishAsync(3));
        await _broker.WaitForQueueAsync("everything acknowledged", queue => queue.Messages == 0 && queue.Kind == type && queue.Arguments.ContainsKey("x-max-length"));
        Assert.Empty(source.LinesOf("Warning"));
        Assert.Empty(source.LinesOf("Declared"));
    }

    [Fact]
    public async Task RunAsync_ExchangeOutsideTheRights_IsToldOnceAndTheOthersFlow()
    {
        await using var source = new RunningSource(Options("manila", OsloBroker.Exchange));
        await source.WaitUntilConsumingAsync();
        await _broker.PublishAsync(1, 1);

        Assert.Equal([1], await source.FinishAsync(1));
        Assert.Contains("manila", Assert.Single(source.LinesOf("may not declare or bind")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ExchangeThereButNotReadable_IsToldOnceAndTheOthersFlow()
    {
        await _broker.Nova.ExchangeDeclareAsync("manila", ExchangeType.Topic, cancellationToken: Token);
        await using var source = new RunningSource(Options("manila", OsloBroker.Exchange));
        await source.WaitUntilConsumingAsync();
        await _broker.PublishAsync(1, 1);

        Assert.Equal([1], await source.FinishAsync(1));
        Assert.Contains("manila", Assert.Single(source.LinesOf("may not declare or bind")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item17_ConnectionClosed_OnlyWhatIsNotSettledComesAgain()
    {
        await using var source = await StartAsync(Options(batchSize: 3));
        await _broker.PublishAsync(1, 6);
        var first = await source.NextAsync();
        first.Done.SetResult();
        var second = await source.NextAsync();
        Assert.Equal([1, 2, 3], first.Numbers);
        await _broker.WaitForQueueAsync("the first batch acknowledged", queue => queue.Messages == 3);

        Assert.Equal(1, await CloseAsync());
        await second.WaitUntilClosedAsync();
        var again = await source.NextAsync();

        Assert.Equal([4, 5, 6], again.Numbers);
        Assert.All(again.Deliveries, delivery => Assert.True(delivery.IsRedelivered));
        again.Done.SetResult();
        await _broker.WaitForQueueAsync("everything acknowledged", queue => queue.Messages == 0);
        Assert.False(source.HasMore);
    }

    [Fact]
    public async Task RunAsync_BatchFails_IsAcknowledgedUpToTheFirstOpenOne()
    {
        await using var source = await StartAsync(Options(batchSize: 5));
        await _broker.PublishAsync(1, 5);
        var batch = await source.NextAsync();

        foreach (var settled in (int[])[0, 1, 3]) batch.Deliveries[settled].Settle();
        batch.Done.SetException(new InvalidOperationException("broken"));

        var again = await source.NextAsync();
        Assert.Equal([3, 4, 5], again.Numbers);
        again.Done.SetResult();
        await _broker.WaitForQueueAsync("everything acknowledged", queue => queue.Messages == 0);
        Assert.Single(source.LinesOf("A batch of 5"));
    }

    [Fact]
    public async Task RunAsync_QueueDeleted_IsDeclaredAndConsumedAgain()
    {
        await using var source = await StartAsync(Options());
        await _broker.PublishAsync(1, 1);
        await source.FinishAsync(1);

        await _broker.Api.DeleteQueueAsync(_broker.Host, OsloBroker.Queue, Token);
        await _broker.WaitForQueueAsync("the queue again", queue => queue.Consumers == 1);
        await _broker.PublishAsync(2, 1);

        Assert.Equal([2], await source.FinishAsync(1));
        Assert.Single(source.LinesOf("not durable"));
    }

    [Fact]
    public async Task RunAsync_QueueDeletedWithABatchOpen_TheBatchIsFinished()
    {
        await using var source = await StartAsync(Options());
        await _broker.PublishAsync(1, 1);
        var batch = await source.NextAsync();

        await _broker.Api.DeleteQueueAsync(_broker.Host, OsloBroker.Queue, Token);
        await _broker.WaitForQueueGoneAsync();
        Assert.False(batch.Closed.IsCancellationRequested);
        batch.Done.SetResult();

        await _broker.WaitForQueueAsync("the queue again", queue => queue.Consumers == 1);
        await _broker.PublishAsync(2, 1);
        Assert.Equal([2], await source.FinishAsync(1));
    }

    [Fact]
    public async Task Item47_Stop_WhatWasTakenIsSettledAndAcknowledged()
    {
        var source = await StartAsync(Options(batchSize: 2));
        await using var disposed = source;
        await _broker.PublishAsync(1, 5);
        var open = await source.NextAsync();
        await _broker.WaitForQueueAsync("everything delivered", queue => queue.Unacknowledged == 5);

        await source.RequestStopAsync();
        await _broker.WaitForQueueAsync("no consumer", queue => queue.Consumers == 0);
        Assert.False(open.Closed.IsCancellationRequested);
        open.Done.SetResult();

        Assert.Equal([3, 4, 5], await source.FinishAsync(3));
        await source.StoppedAsync();
        await _broker.WaitForQueueAsync("everything acknowledged", queue => queue.Messages == 0);
    }

    [Fact]
    public async Task Item5_Prefetch_BoundsWhatIsHeld()
    {
        await using var source = await StartAsync(Options(batchSize: 2, prefetch: 5));
        await _broker.PublishAsync(1, 20);
        var open = await source.NextAsync();

        await _broker.WaitForQueueAsync("5 of 20 delivered", queue => queue is { Unacknowledged: 5, Messages: 20 });

        open.Done.SetResult();
        Assert.Equal(Enumerable.Range(3, 18), await source.FinishAsync(18));
    }

    [Fact]
    public async Task Item46_PrefetchBelowTheBatchSize_IsTheBatchSize()
    {
        // Otherwise each batch would wait for its time-out, here for ever.
        await using var source = new RunningSource(new OsloOptions
        {
            TransportUrls = [$"{Url}?rabbit_qos_prefetch_count=4"],
            Priorities = ["info"],
            BatchSize = 10,
            BatchTimeout = TimeSpan.FromMinutes(10),
        });
        await source.WaitUntilConsumingAsync();
        await _broker.PublishAsync(1, 8);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await source.FinishAsync(8));
    }

    private string Url => _broker.Access.OsloUrlOf("notification-router");

    private OsloOptions Options(params string[] exchanges) => Options(100, 400, exchanges);

    private OsloOptions Options(int batchSize, int prefetch = 400, params string[] exchanges) => new()
    {
        TransportUrls = [Url],
        Exchanges = exchanges.Length == 0 ? [OsloBroker.Exchange] : exchanges,
        Priorities = ["info"],
        BatchSize = batchSize,
        Prefetch = prefetch,
        BatchTimeout = TimeSpan.FromSeconds(1),
    };

    private async Task<RunningSource> StartAsync(OsloOptions options)
    {
        var source = new RunningSource(options);
        await source.WaitUntilConsumingAsync();
        return source;
    }

    // The management API lists a connection a moment after it was opened.
    private async Task<int> CloseAsync()
    {
        var closed = 0;
        await Altimeter.Testing.Launchers.Wait.UntilAsync(
            "the source's connection",
            OsloBroker.Limit,
            async token => (closed = await _broker.Api.CloseConnectionsAsync(_broker.Access.UserOf("notification-router"), token)) > 0,
            Token);
        return closed;
    }
}
