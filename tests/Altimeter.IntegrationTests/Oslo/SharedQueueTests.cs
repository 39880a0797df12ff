using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Oslo.Transport;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>oslo.messaging's own queues, consumed as they are. Every test has a virtual host of its own.</summary>
public sealed class SharedQueueTests(RealServers servers)
{
    private const string Queue = "notifications.info";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Consume_QueuesAsSomebodyElseDeclaredThem_AreTakenAsTheyAre()
    {
        await using var test = await StartAsync("as-they-are", async channel =>
        {
            // Durable, quorum, with arguments of its own: declaring it as oslo.messaging does by default would end in a 406.
            await channel.ExchangeDeclareAsync("nova", ExchangeType.Topic, durable: true);
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-max-length"] = 1000 });
        });

        await test.PublishAsync("nova", "one");

        await test.WaitForAsync("one");
        var queue = (await test.Server.Management.QueuesAsync(test.Host, test.Token))[Queue];
        Assert.Equal(1000, (int)queue.Arguments["x-max-length"]!);
    }

    [Fact]
    public async Task Consume_NothingDeclared_DeclaresAsOsloMessagingWould()
    {
        await using var test = await StartAsync("missing", _ => Task.CompletedTask);

        await test.PublishAsync("glance", "one");

        await test.WaitForAsync("one");
        var exchanges = (await test.Server.Management.GetAsync($"exchanges/{ManagementApi.Escape(test.Host)}", test.Token)).AsArray();
        var glance = exchanges.Single(exchange => (string?)exchange!["name"] == "glance")!;
        Assert.Equal(("topic", false, false), ((string?)glance["type"], (bool)glance["durable"]!, (bool)glance["auto_delete"]!));
    }

    [Fact]
    public async Task Consume_ConnectionCut_UnsettledComesAgainAndSettledDoesNot()
    {
        await using var test = await StartAsync("cut", _ => Task.CompletedTask);
        await test.PublishAsync("nova", "settled");
        await test.WaitForAsync("settled");
        await test.Server.Management.WaitForDepthAsync(test.Host, Queue, 0, Limit, test.Token);
        var again = new TaskCompletionSource();
        test.Hold = again.Task;
        await test.PublishAsync("nova", "held");
        await test.Held.Task.WaitAsync(Limit, test.Token);

        // The management API learns of a connection a moment after it was opened.
        await Wait.UntilAsync("a connection closed", Limit, async inner => await test.Server.Management.CloseConnectionsAsync(test.Server.Management.User, inner) > 0, test.Token);
        await test.Cancelled.Task.WaitAsync(Limit, test.Token);
        again.SetResult();

        await test.WaitForAsync("held");
        Assert.Equal(["settled", "held"], test.Seen);
        Assert.True(test.Redelivered.ContainsKey("held"));
    }

    [Fact]
    public async Task Stop_BatchInWork_FinishesItAcknowledgesItAndTakesNoMore()
    {
        var release = new TaskCompletionSource();
        var test = await StartAsync("stop", _ => Task.CompletedTask);
        test.Hold = release.Task;
        await test.PublishAsync("nova", "in work");
        await test.Held.Task.WaitAsync(Limit, test.Token);

        var stop = test.DisposeAsync().AsTask();
        release.SetResult();
        await stop.WaitAsync(Limit, test.Token);

        Assert.Equal(["in work"], test.Seen);
        await test.Server.Management.WaitForDepthAsync(test.Host, Queue, 0, Limit, test.Token);
    }

    private async Task<Consumption> StartAsync(string name, Func<IChannel, Task> prepare)
    {
        var token = TestContext.Current.CancellationToken;
        var server = await servers.RabbitMqAsync();
        var host = $"oslo-{name}";
        await server.Management.PutAsync($"vhosts/{host}", new JsonObject(), token);
        await server.Management.PutAsync($"permissions/{host}/{server.Management.User}", new JsonObject { ["configure"] = ".*", ["write"] = ".*", ["read"] = ".*" }, token);
        await using (var connection = await new ConnectionFactory { Uri = new Uri(server.UrlOf(host)) }.CreateConnectionAsync(token))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: token))
        {
            await prepare(channel);
        }

        return await Consumption.StartAsync(server, host, token);
    }

    /// <summary>A source that runs, and what it delivered.</summary>
    private sealed class Consumption : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _run = Task.CompletedTask;

        public required RabbitMqServer Server { get; init; }

        public required string Host { get; init; }

        public required CancellationToken Token { get; init; }

        public ConcurrentQueue<string> Seen { get; } = [];

        public ConcurrentDictionary<string, bool> Redelivered { get; } = [];

        public Task? Hold { get; set; }

        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static async Task<Consumption> StartAsync(RabbitMqServer server, string host, CancellationToken token)
        {
            var options = new OsloOptions { TransportUrls = [server.UrlOf(host)], Priorities = ["info"], Exchanges = ["nova", "glance"] };
            var source = new RabbitNotificationSource(Options.Create(options), TimeProvider.System, NullLogger<RabbitNotificationSource>.Instance);
            var consumption = new Consumption { Server = server, Host = host, Token = token };
            consumption._run = source.RunAsync(consumption.HandleAsync, consumption._stop.Token);
            await Wait.UntilAsync("the queue is consumed", Limit, _ => Task.FromResult(source.State.IsConsuming), token);
            return consumption;
        }

        public async Task PublishAsync(string exchange, string body)
        {
            await using var connection = await new ConnectionFactory { Uri = new Uri(Server.UrlOf(Host)) }.CreateConnectionAsync(Token);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);
            await channel.BasicPublishAsync(exchange, Queue, mandatory: true, Encoding.UTF8.GetBytes(body), Token);
        }

        public Task WaitForAsync(string body) => Wait.UntilAsync($"'{body}'", Limit, _ => Task.FromResult(Seen.Contains(body)), Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(Limit);
            _stop.Dispose();
        }

        private async Task HandleAsync(IReadOnlyList<NotificationDelivery> deliveries, CancellationToken cancellationToken)
        {
            if (Hold is { } hold)
            {
                Held.TrySetResult();
                try
                {
                    await hold.WaitAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    Cancelled.TrySetResult();
                    throw;
                }
            }

            foreach (var delivery in deliveries)
            {
                var body = Encoding.UTF8.GetString(delivery.Body.Span);
                Seen.Enqueue(body);
                if (delivery.IsRedelivered) Redelivered[body] = true;
            }
        }
    }
}
