using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>The lanes on a real broker: what the harness in memory cannot show. Every test has a virtual host of its own.</summary>
public sealed class LaneTests(RealServers servers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Send_EightLanesAndACutConnection_ArrivesInOrderAndComplete()
    {
        const int perLane = 200;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("order", token);
        await using var consumer = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false);

        var sends = Enumerable.Range(0, Lane.Count).Select(async lane =>
        {
            for (var i = 0; i < perLane; i++) await producer.SendAsync(lane, i, token);
        }).ToList();
        await Wait.UntilAsync("half of it", Limit, _ => Task.FromResult(consumer.Received.Of(0).Count > perLane / 2), token);
        await server.Management.CloseConnectionsAsync(server.Management.User, token);
        await Task.WhenAll(sends).WaitAsync(Limit, token);
        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(Enumerable.Range(0, Lane.Count).All(lane => consumer.Received.Of(lane).Contains(perLane - 1))), token);

        // First occurrences are in order; what comes again was written before, so wherever it comes it changes nothing.
        for (var lane = 0; lane < Lane.Count; lane++) Assert.Equal(Enumerable.Range(0, perLane), consumer.Received.Of(lane).Distinct());
    }

    [Fact]
    public async Task Send_BeforeAnyQueueIsThere_WaitsUntilItIsDeclared()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("first", token);
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false);

        await Task.WhenAll(Enumerable.Range(0, Lane.Count).Select(lane => producer.SendAsync(lane, 1, token))).WaitAsync(Limit, token);

        foreach (var lane in Enumerable.Range(0, Lane.Count)) await server.Management.WaitForDepthAsync(host, LaneSet.WriterSamples.QueueOf(lane), 1, Limit, token);
        Assert.DoesNotContain(producer.Log, line => line.Contains("fail: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Consume_UnreadableAndUnknownBodies_AreSetAsideOnceAndTheLaneGoesOn()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("unreadable", token);
        await using var process = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);
        var queue = LaneSet.WriterSamples.QueueOf(2);
        await server.Management.WaitForConsumerAsync(host, queue, Limit, token);

        await PublishAsync(server, host, queue, "not json", "application/json", token);
        await PublishAsync(server, host, queue, "{}", "application/vnd.masstransit+json", token);
        await PublishAsync(server, host, queue, """{"messageType": ["urn:message:Other:Thing"], "message": {"a": 1}}""", "application/vnd.masstransit+json", token);
        await process.SendAsync(2, 7, token);

        await Wait.UntilAsync("the message behind them", Limit, _ => Task.FromResult(process.Received.Of(2).Count > 0), token);
        await server.Management.WaitForDepthAsync(host, "gnocchi-writer-dead-letters", 3, Limit, token);
        await server.Management.WaitForDepthAsync(host, queue, 0, Limit, token);
        var queues = await server.Management.QueuesAsync(host, token);
        Assert.DoesNotContain(queues.Keys, name => name.EndsWith("_error", StringComparison.Ordinal) || name.EndsWith("_skipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_QueueIsMissing_IsHeldUntilItIsDeclaredAgain()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("missing", token);
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false);
        var queue = LaneSet.WriterSamples.QueueOf(4);
        await producer.SendAsync(4, 1, token).WaitAsync(Limit, token);
        await server.Management.DeleteQueueAsync(host, queue, token);

        await producer.SendAsync(4, 2, token).WaitAsync(Limit, token);

        await server.Management.WaitForDepthAsync(host, queue, 1, Limit, token);
        Assert.Contains(producer.Log, line => line.Contains($"Sends to {queue} fail: Returned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_QueueIsFull_IsRefusedHeldAndSentWhenThereIsRoom()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("full", token);
        var policy = new JsonObject { ["pattern"] = "^gnocchi-writer-samples-", ["definition"] = new JsonObject { ["max-length"] = 1 }, ["apply-to"] = "queues" };
        await server.Management.PutAsync($"policies/{ManagementApi.Escape(host)}/one", policy, token);
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false);
        var queue = LaneSet.WriterSamples.QueueOf(5);

        // A quorum queue refuses a little after its limit is reached.
        var sends = Task.Run(
            async () =>
            {
                for (var i = 0; i < 20; i++) await producer.SendAsync(5, i, token);
            },
            token);
        await Wait.UntilAsync("a refusal", Limit, _ => Task.FromResult(producer.Log.Any(line => line.Contains($"Sends to {queue} fail: Refused", StringComparison.Ordinal))), token);
        Assert.Equal(HealthStatus.Healthy, (await producer.HealthAsync()).Entries["lanes"].Status);
        await using var consumer = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);

        await sends.WaitAsync(Limit, token);
        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(consumer.Received.Of(5).Count >= 20), token);
        Assert.Equal(Enumerable.Range(0, 20), consumer.Received.Of(5));
    }

    [Fact]
    public async Task Stop_WithABatchHeld_GivesItBackAndSetsNothingAside()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("stop", token);
        var process = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true, received => received.Hold = new TaskCompletionSource().Task);
        for (var i = 0; i < 30; i++) await process.SendAsync(1, i, token).WaitAsync(Limit, token);
        var received = process.Received;
        await received.Held.Task.WaitAsync(Limit, token);

        await process.DisposeAsync();

        Assert.Empty(received.Of(1));
        await using var next = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);
        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(next.Received.Of(1).Count >= 30), token);
        Assert.Equal(Enumerable.Range(0, 30), next.Received.Of(1));
        Assert.Equal(0, (await server.Management.QueuesAsync(host, token))["gnocchi-writer-dead-letters"].Messages);
    }

    /// <summary>A queue of another kind refuses the lane, as somebody's left-over of an older version would.</summary>
    [Fact]
    public async Task Open_QueueIsRefused_IsConnectedAgainUntilItIsGiven()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("refused", token);
        var queue = LaneSet.WriterSamples.QueueOf(6);
        await server.Management.PutAsync($"queues/{host}/{queue}", new JsonObject { ["durable"] = true }, token);
        await using var process = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);

        await Wait.UntilAsync(
            "a second try", Limit, _ => Task.FromResult(process.Log.Any(line => line.Contains($"{queue} has had no channel for 15 s", StringComparison.Ordinal))), token);
        await server.Management.DeleteQueueAsync(host, queue, token);

        await server.Management.WaitForConsumerAsync(host, queue, Limit, token);
        await process.SendAsync(6, 1, token).WaitAsync(Limit, token);
        await Wait.UntilAsync("what is sent then", Limit, _ => Task.FromResult(process.Received.Of(6).Contains(1)), token);
    }

    [Fact]
    public async Task Start_BrokerAway_SaysWhereAndWhyAndIsNotReady()
    {
        var port = FreePorts.Tcp();
        await using var process = await LaneProcess.StartAsync($"amqp://user:hidden@127.0.0.1:{port}/", "gnocchi-writer", consumes: true);

        await Wait.UntilAsync(
            "a line about the broker",
            Limit,
            _ => Task.FromResult(process.Log.Any(line => line.Contains($"RabbitMQ at amqp://127.0.0.1:{port}/ is away: Connection refused", StringComparison.Ordinal))),
            TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, (await process.HealthAsync()).Entries["replicas"].Status);
        Assert.DoesNotContain(process.Log, line => line.Contains("hidden", StringComparison.Ordinal));
    }

    private async Task<(RabbitMqServer Server, string Host)> NewHostAsync(string name, CancellationToken token)
    {
        var server = await servers.RabbitMqAsync();
        var host = $"lanes-{name}";
        await server.Management.PutAsync($"vhosts/{host}", new JsonObject(), token);
        await server.Management.PutAsync($"permissions/{host}/{server.Management.User}", new JsonObject { ["configure"] = ".*", ["write"] = ".*", ["read"] = ".*" }, token);
        return (server, host);
    }

    private static async Task PublishAsync(RabbitMqServer server, string host, string exchange, string body, string contentType, CancellationToken token)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.UrlOf(host)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        await channel.BasicPublishAsync(exchange, "", mandatory: true, new BasicProperties { ContentType = contentType }, System.Text.Encoding.UTF8.GetBytes(body), token);
    }
}
