using System.Text;
using System.Text.Json.Nodes;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>Gets a copy of every notification that polling agents publish: Ceilometer's metering messages as they were on the wire.</summary>
internal sealed class WireTap : IAsyncDisposable
{
    private const string Exchange = "ceilometer";
    private const string RoutingKey = "notifications.sample";

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;

    private WireTap(IConnection connection, IChannel channel, string queue) => (_connection, _channel, _queue) = (connection, channel, queue);

    /// <summary>Binds a queue of its own; the exchange must be there.</summary>
    public static async Task<WireTap> CreateAsync(RabbitMqServer broker, string virtualHost, CancellationToken token)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker.UrlOf(virtualHost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(token);
        var channel = await connection.CreateChannelAsync(cancellationToken: token);
        var queue = await channel.QueueDeclareAsync(cancellationToken: token);
        await channel.QueueBindAsync(queue.QueueName, Exchange, RoutingKey, cancellationToken: token);
        return new WireTap(connection, channel, queue.QueueName);
    }

    /// <summary>Takes the metering messages that have arrived since the last call, oldest first.</summary>
    public async Task<IReadOnlyList<JsonObject>> TakeAsync(CancellationToken token)
    {
        var messages = new List<JsonObject>();
        while (await _channel.BasicGetAsync(_queue, autoAck: true, token) is { } delivery)
        {
            var notification = JsonNode.Parse((string)JsonNode.Parse(Encoding.UTF8.GetString(delivery.Body.Span))!["oslo.message"]!)!;
            Assert.Equal("telemetry.polling", (string?)notification["event_type"]);
            messages.AddRange(notification["payload"]!["samples"]!.AsArray().Select(sample => sample!.AsObject()));
        }

        return messages;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
