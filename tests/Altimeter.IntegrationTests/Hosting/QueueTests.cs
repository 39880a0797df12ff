using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>A publisher's queue on a real broker. Every test has a virtual host of its own.</summary>
public sealed class QueueTests(RealServers servers)
{
    private const string Queue = QueueProcess.Queue;
    private const string DeadLetters = "sample-pipeline-dead-letters";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<int> _seen = [];

    [Fact]
    public async Task Consume_CutConnection_EverythingComesAtLeastOnceAndNothingIsSetAside()
    {
        const int count = 500;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("cut", token);
        var halfway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var process = await QueueProcess.StartAsync(server.UrlOf(host), (numbers, _) =>
        {
            foreach (var number in numbers) _seen.Enqueue(number);
            if (_seen.Count > count / 2) halfway.TrySetResult();
            return Task.CompletedTask;
        });

        var sends = Task.WhenAll(Enumerable.Range(0, count).Select(number => process.SendAsync(number, token)));
        await halfway.Task.WaitAsync(Limit, token);
        await server.Management.CloseConnectionsAsync(server.Management.User, token);

        Assert.All(await sends.WaitAsync(Limit, token), Assert.True);
        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(_seen.Distinct().Count() == count), token);
        await server.Management.WaitForDepthAsync(host, Queue, 0, Limit, token);
        await AssertOnlyOurQueuesAsync(server, host, deadLetters: 0, token);
    }

    [Fact]
    public async Task Consume_UnreadableUnknownAndFailing_AreSetAsideOnceEachAndTheOthersAreDone()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("bad", token);
        await using var process = await QueueProcess.StartAsync(server.UrlOf(host), (numbers, _) =>
        {
            if (numbers.Contains(13)) throw new InvalidOperationException("unlucky");
            foreach (var number in numbers) _seen.Enqueue(number);
            return Task.CompletedTask;
        });
        await server.Management.WaitForConsumerAsync(host, Queue, Limit, token);

        await PublishAsync(server, host, "not json", "application/json", token);
        await PublishAsync(server, host, """{"messageType": ["urn:message:Other:Thing"], "message": {"a": 1}}""", "application/vnd.masstransit+json", token);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => process.SendAsync(number, token))).WaitAsync(Limit, token);

        await server.Management.WaitForDepthAsync(host, DeadLetters, 3, Limit, token);
        await Wait.UntilAsync("all the others", Limit, _ => Task.FromResult(_seen.Distinct().Count() == 19), token);
        await server.Management.WaitForDepthAsync(host, Queue, 0, Limit, token);
        Assert.Equal(Enumerable.Range(0, 20).Where(number => number != 13), _seen.Distinct().Order());
        await AssertOnlyOurQueuesAsync(server, host, deadLetters: 3, token);
    }

    [Fact]
    public async Task Send_QueueIsMissing_IsReturnedDeclaredAndSent()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("missing", token);
        await using var process = await QueueProcess.StartAsync(server.UrlOf(host), consume: null);
        Assert.True(await process.SendAsync(1, token).WaitAsync(Limit, token));
        await server.Management.DeleteQueueAsync(host, Queue, token);

        Assert.True(await process.SendAsync(2, token).WaitAsync(Limit, token));

        await server.Management.WaitForDepthAsync(host, Queue, 1, Limit, token);
        Assert.Contains(process.Log, line => line.Contains($"Sends to {Queue} fail: Returned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_QueueIsFull_IsDroppedCountedAndToldOnceAndNeverWaitedFor()
    {
        const int count = 100;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("full", token);
        var policy = new JsonObject { ["pattern"] = $"^{Queue}$", ["definition"] = new JsonObject { ["max-length"] = 5 }, ["apply-to"] = "queues" };
        await server.Management.PutAsync($"policies/{ManagementApi.Escape(host)}/five", policy, token);
        await using var process = await QueueProcess.StartAsync(server.UrlOf(host), consume: null);

        var sent = 0;
        for (var i = 0; i < count; i++)
        {
            if (await process.SendAsync(i, token).WaitAsync(Limit, token)) sent++;
        }

        Assert.InRange(sent, 5, count - 1); // a quorum queue refuses a little after its limit
        var drop = Assert.Single(process.Drops.Report());
        Assert.Equal(("queue-full", Queue, count - sent), drop);
        Assert.Single(process.Log, line => line.Contains($"{Queue} is full", StringComparison.Ordinal));
        await server.Management.WaitForDepthAsync(host, Queue, sent, Limit, token);
    }

    [Fact]
    public async Task Stop_WithABatchHeld_ReturnsItAndSetsNothingAside()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("stop", token);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = await QueueProcess.StartAsync(server.UrlOf(host), async (_, stop) =>
        {
            held.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        });
        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => process.SendAsync(number, token))).WaitAsync(Limit, token);
        await held.Task.WaitAsync(Limit, token);

        await process.DisposeAsync();

        await server.Management.WaitForDepthAsync(host, Queue, 100, Limit, token);
        await AssertOnlyOurQueuesAsync(server, host, deadLetters: 0, token);
        await using var next = await QueueProcess.StartAsync(server.UrlOf(host), (numbers, _) =>
        {
            foreach (var number in numbers) _seen.Enqueue(number);
            return Task.CompletedTask;
        });
        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(_seen.Distinct().Count() == 100), token);
    }

    [Fact]
    public async Task Consume_MessageGivenBackMoreThan20Times_IsWorkedOnAlone()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("suspect", token);
        await using (var producer = await QueueProcess.StartAsync(server.UrlOf(host), consume: null))
        {
            Assert.True(await producer.SendAsync(1, token).WaitAsync(Limit, token));
            await GiveBackAsync(server, host, times: 21, token);
            for (var i = 2; i <= 5; i++) Assert.True(await producer.SendAsync(i, token).WaitAsync(Limit, token));
        }

        var batches = new ConcurrentQueue<IReadOnlyList<int>>();
        await using var process = await QueueProcess.StartAsync(server.UrlOf(host), (numbers, _) =>
        {
            batches.Enqueue(numbers);
            return Task.CompletedTask;
        });

        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(batches.SelectMany(numbers => numbers).Distinct().Count() == 5), token);
        Assert.Equal([1], Assert.Single(batches, numbers => numbers.Contains(1)));
    }

    private static async Task AssertOnlyOurQueuesAsync(RabbitMqServer server, string host, long deadLetters, CancellationToken token)
    {
        var queues = await server.Management.QueuesAsync(host, token);
        Assert.DoesNotContain(queues.Keys, name => name.EndsWith("_error", StringComparison.Ordinal) || name.EndsWith("_skipped", StringComparison.Ordinal));
        Assert.Equal(deadLetters, await server.Management.DepthAsync(host, DeadLetters, token));
    }

    private static async Task GiveBackAsync(RabbitMqServer server, string host, int times, CancellationToken token)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.UrlOf(host)) }.CreateConnectionAsync(token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: token);
        for (var i = 0; i < times; i++)
        {
            var got = await Wait.ForAsync("the message", Limit, inner => channel.BasicGetAsync(Queue, autoAck: false, inner), token);
            await channel.BasicNackAsync(got.DeliveryTag, multiple: false, requeue: true, token);
        }
    }

    private static async Task PublishAsync(RabbitMqServer server, string host, string body, string contentType, CancellationToken token)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.UrlOf(host)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        await channel.BasicPublishAsync(Queue, "", mandatory: true, new BasicProperties { ContentType = contentType }, Encoding.UTF8.GetBytes(body), token);
    }

    private async Task<(RabbitMqServer Server, string Host)> NewHostAsync(string name, CancellationToken token)
    {
        var server = await servers.RabbitMqAsync();
        var host = $"queues-{name}";
        await server.Management.PutAsync($"vhosts/{host}", new JsonObject(), token);
        await server.Management.PutAsync($"permissions/{host}/{server.Management.User}", new JsonObject { ["configure"] = ".*", ["write"] = ".*", ["read"] = ".*" }, token);
        return (server, host);
    }
}
