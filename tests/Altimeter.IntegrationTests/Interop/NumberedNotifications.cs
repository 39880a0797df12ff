using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>Sends notifications of one sample each, whose volume is its number.</summary>
internal sealed class NumberedNotifications : IAsyncDisposable
{
    private const string Exchange = "ceilometer";
    private const string RoutingKey = "notifications.sample";
    private const int Together = 100;

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private NumberedNotifications(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>Numbers sent and confirmed so far, from 0.</summary>
    public int Sent { get; private set; }

    /// <summary>Connects; the exchange and its queue must be there.</summary>
    public static async Task<NumberedNotifications> CreateAsync(RabbitMqServer broker, string virtualHost, CancellationToken token)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker.UrlOf(virtualHost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(token);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        return new NumberedNotifications(connection, channel);
    }

    /// <summary>Sends the next numbers, as fast as the broker confirms them.</summary>
    public async Task SendAsync(int count, CancellationToken token)
    {
        for (var end = Sent + count; Sent < end;)
        {
            var numbers = Enumerable.Range(Sent, Math.Min(Together, end - Sent)).ToList();
            await Task.WhenAll(numbers.Select(number => _channel.BasicPublishAsync(
                Exchange, RoutingKey, mandatory: true, new BasicProperties { ContentType = "application/json", ContentEncoding = "utf-8" }, Body(number), token).AsTask()));
            Sent += numbers.Count;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static byte[] Body(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sample = new JsonObject
        {
            ["source"] = "interop",
            ["counter_name"] = "numbered",
            ["counter_type"] = "gauge",
            ["counter_unit"] = "1",
            ["counter_volume"] = number,
            ["user_id"] = null,
            ["project_id"] = null,
            ["resource_id"] = $"numbered-{number % 50}",
            ["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            ["resource_metadata"] = new JsonObject(),
            ["message_id"] = Guid.NewGuid().ToString(),
        };
        var message = new JsonObject
        {
            ["message_id"] = Guid.NewGuid().ToString(),
            ["publisher_id"] = "interop",
            ["event_type"] = "telemetry.polling",
            ["priority"] = "SAMPLE",
            ["payload"] = new JsonObject { ["samples"] = new JsonArray(sample) },
            ["timestamp"] = now.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            ["_unique_id"] = Guid.NewGuid().ToString("N"),
        };
        return Encoding.UTF8.GetBytes(new JsonObject { ["oslo.version"] = "2.0", ["oslo.message"] = message.ToJsonString() }.ToJsonString(JsonSerializerOptions.Default));
    }
}
