using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.Testing.Ledger;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>Sends 100 numbered samples a second as notifications of a poller, ten to a message, and enters each in the ledger when the broker has confirmed it.</summary>
internal sealed class NumberedLoad : IAsyncDisposable
{
    private const int MessagesPerSecond = 10;
    private const int SamplesPerMessage = 10;
    private const string Exchange = "ceilometer";
    private const string RoutingKey = "notifications.sample";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly string _brokerUrl;
    private readonly string _prefix;
    private readonly SampleLedger _ledger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private IConnection? _connection;
    private IChannel? _channel;

    /// <param name="brokerUrl">Broker of the notifications.</param>
    /// <param name="prefix">Begins the resource ids, so that runs are told apart.</param>
    /// <param name="ledger">The ledger.</param>
    public NumberedLoad(string brokerUrl, string prefix, SampleLedger ledger)
    {
        (_brokerUrl, _prefix, _ledger) = (brokerUrl, prefix, ledger);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Samples of the second in which this was read, once they are confirmed: to see when they arrive.</summary>
    public DateTimeOffset LastSecond { get; private set; }

    /// <summary>Resources of its samples.</summary>
    public IEnumerable<string> Resources => Enumerable.Range(0, MessagesPerSecond * SamplesPerMessage).Select(i => $"{_prefix}-{i}");

    /// <summary>Sends what is begun and ends.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await CloseAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var second = new DateTimeOffset(TimeProvider.System.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        for (var number = 0; !_stop.IsCancellationRequested; second = second.AddSeconds(1))
        {
            var wait = second - TimeProvider.System.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            for (var message = 0; message < MessagesPerSecond; message++)
            {
                var samples = Enumerable.Range(message * SamplesPerMessage, SamplesPerMessage).Select(i => (Resource: $"{_prefix}-{i}", Value: number++)).ToList();
                await PublishUntilConfirmedAsync(Body(second, samples));
                foreach (var (resource, value) in samples) _ledger.Sent(resource, DrillServers.NotifiedMeter, second, value);
            }

            LastSecond = second;
        }
    }

    private async Task PublishUntilConfirmedAsync(byte[] body)
    {
        while (true)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                var channel = await OpenAsync(limit.Token);
                var properties = new BasicProperties { ContentType = "application/json", ContentEncoding = "utf-8", DeliveryMode = DeliveryModes.Persistent };
                await channel.BasicPublishAsync(Exchange, RoutingKey, mandatory: true, properties, body, limit.Token);
                return;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
            {
                await CloseAsync();
                await Task.Delay(Pause);
            }
        }
    }

    // Declares as oslo.messaging does, so that it may come before the first router.
    private async Task<IChannel> OpenAsync(CancellationToken token)
    {
        if (_channel is { IsOpen: true }) return _channel;
        await CloseAsync();
        _connection = await new ConnectionFactory { Uri = new Uri(_brokerUrl), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(token);
        var channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: token);
        await channel.QueueDeclareAsync(RoutingKey, durable: true, exclusive: false, autoDelete: false, cancellationToken: token);
        await channel.QueueBindAsync(RoutingKey, Exchange, RoutingKey, cancellationToken: token);
        return _channel = channel;
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection) await connection.DisposeAsync();
        _connection = null;
        _channel = null;
    }

    private static byte[] Body(DateTimeOffset second, IReadOnlyList<(string Resource, int Value)> samples)
    {
        var entries = new JsonArray([.. samples.Select(sample => (JsonNode)new JsonObject
        {
            ["source"] = "hardware",
            ["counter_name"] = DrillServers.NotifiedMeter,
            ["counter_type"] = "gauge",
            ["counter_unit"] = "1",
            ["counter_volume"] = sample.Value,
            ["user_id"] = null,
            ["project_id"] = null,
            ["resource_id"] = sample.Resource,
            ["timestamp"] = second.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
            ["resource_metadata"] = new JsonObject { ["resource_url"] = $"snmp://{sample.Resource}" },
            ["message_id"] = Guid.NewGuid().ToString(),
        })]);
        var message = new JsonObject
        {
            ["message_id"] = Guid.NewGuid().ToString(),
            ["publisher_id"] = "drill",
            ["event_type"] = "telemetry.polling",
            ["priority"] = "SAMPLE",
            ["payload"] = new JsonObject { ["samples"] = entries },
            ["timestamp"] = second.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            ["_unique_id"] = Guid.NewGuid().ToString("N"),
        };
        return Encoding.UTF8.GetBytes(new JsonObject { ["oslo.version"] = "2.0", ["oslo.message"] = message.ToJsonString() }.ToJsonString(JsonSerializerOptions.Default));
    }
}
