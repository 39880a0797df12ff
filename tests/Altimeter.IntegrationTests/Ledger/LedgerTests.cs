using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Altimeter.IntegrationTests.Ledger;

/// <summary>The ledger on a real broker and a real Gnocchi: it sees what order costs.</summary>
public sealed class LedgerTests(RealServers servers)
{
    private const string Meter = "ledger.order";
    private const int Messages = 6;
    private static readonly TimeSpan Granularity = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Judge_ConsumersOfOneLane_TwoLoseWhatOneDoesNot(int consumers)
    {
        var token = TestContext.Current.CancellationToken;
        var broker = await servers.RabbitMqAsync();
        var gnocchi = await servers.GnocchiAsync();
        var resource = $"ledger-{consumers}";
        var ledger = new SampleLedger(Granularity);
        await PrepareAsync(gnocchi, resource, token);
        await using var proxy = await CountingProxy.StartAsync(gnocchi.Endpoint);

        var queue = $"ledger-{consumers}";
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.UrlOf("/")) }.CreateConnectionAsync(token);
        await PublishAsync(connection, queue, resource, ledger, token);

        // The first message is slow to be written; a second consumer overtakes it meanwhile.
        var overtaken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (consumers == 1) overtaken.SetResult();
        using var client = new HttpClient { BaseAddress = new Uri(proxy.Endpoint) };
        client.DefaultRequestHeaders.Authorization = gnocchi.Client.DefaultRequestHeaders.Authorization;
        var channels = new List<IChannel>();
        for (var i = 0; i < consumers; i++) channels.Add(await ConsumeAsync(connection, queue, client, resource, overtaken.Task, token));
        if (consumers == 2)
        {
            await Wait.UntilAsync("the others", Limit, async inner => await broker.Management.DepthAsync("/", queue, inner) == 1, token);
            await gnocchi.WaitUntilProcessedAsync(Limit, token);
            overtaken.SetResult();
        }

        await Wait.UntilAsync("every post", Limit, _ => Task.FromResult(proxy.Requests == Messages), token);
        await broker.Management.WaitForDepthAsync("/", queue, 0, Limit, token);
        foreach (var channel in channels) await channel.DisposeAsync();
        await gnocchi.WaitUntilProcessedAsync(Limit, token);
        var stored = await StoredGranules.ReadAsync(gnocchi, ledger, "generic", new HashSet<string> { Meter }, (int)Granularity.TotalSeconds, token);
        var here = stored.Values.Where(value => value.Key.Resource == resource).ToDictionary();
        var verdict = ledger.Judge(here, [], 0, proxy.PostsOf(ledger, stored.Metrics));

        Assert.Equal(Messages, proxy.Requests); // Gnocchi has accepted all of them
        Assert.Empty(verdict.PostedTwice);
        if (consumers == 1) Assert.True(verdict.IsComplete, verdict.ToString());
        else Assert.Equal(0, Assert.Single(verdict.Missing).Number);
    }

    private static async Task PrepareAsync(GnocchiServer gnocchi, string resource, CancellationToken token)
    {
        if (await gnocchi.GetAsync("/v1/archive_policy/ledger-order", token) is null)
        {
            var definition = new JsonArray(new JsonObject { ["granularity"] = "5 minutes", ["timespan"] = "30 days" });
            var policy = new JsonObject { ["name"] = "ledger-order", ["back_window"] = 0, ["aggregation_methods"] = new JsonArray("mean"), ["definition"] = definition };
            try
            {
                await gnocchi.PostAsync("/v1/archive_policy", policy, token);
            }
            catch (HttpRequestException e) when (e.Message.Contains(": 409", StringComparison.Ordinal))
            {
                // the other case of the theory was first
            }
        }

        await gnocchi.PostAsync("/v1/resource/generic", new JsonObject { ["id"] = resource }, token);
    }

    private static async Task PublishAsync(IConnection connection, string queue, string resource, SampleLedger ledger, CancellationToken token)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: token);
        for (var i = 0; i < Messages; i++)
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)), token);
            ledger.Sent(resource, Meter, Start + (i * Granularity), i);
        }
    }

    private static async Task<IChannel> ConsumeAsync(IConnection connection, string queue, HttpClient client, string resource, Task overtaken, CancellationToken token)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: token);
        await channel.BasicQosAsync(0, 1, global: false, token);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var number = int.Parse(Encoding.UTF8.GetString(delivery.Body.Span), CultureInfo.InvariantCulture);
            if (number == 0) await overtaken;
            var measures = new JsonArray(new JsonObject { ["timestamp"] = (Start + (number * Granularity)).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture), ["value"] = number });
            var metric = new JsonObject { ["archive_policy_name"] = "ledger-order", ["measures"] = measures };
            using var body = new StringContent(new JsonObject { [resource] = new JsonObject { [Meter] = metric } }.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/v1/batch/resources/metrics/measures?create_metrics=true", body);
            response.EnsureSuccessStatusCode();
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, token);
        return channel;
    }
}
