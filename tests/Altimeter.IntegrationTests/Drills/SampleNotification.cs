using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>A notification with samples, as a ceilometer-polling sends it: event type <c>telemetry.polling</c>, envelope 2.0, not signed.</summary>
internal static class SampleNotification
{
    public const string Exchange = "ceilometer";
    public const string RoutingKey = "notifications.sample";

    /// <summary>How it is sent.</summary>
    public static BasicProperties Properties => new() { ContentType = "application/json", ContentEncoding = "utf-8", DeliveryMode = DeliveryModes.Persistent };

    /// <summary>A resource that Gnocchi cannot take: its id has one character more than the longest.</summary>
    public static string UnstorableResource(string prefix) => prefix.PadRight(256, 'x');

    /// <summary>The body, with a message id of its own.</summary>
    public static byte[] Body(string meter, IEnumerable<(string Resource, int Value, DateTimeOffset Time)> samples)
    {
        var entries = new JsonArray([.. samples.Select(sample => (JsonNode)new JsonObject
        {
            ["source"] = "hardware",
            ["counter_name"] = meter,
            ["counter_type"] = "gauge",
            ["counter_unit"] = "1",
            ["counter_volume"] = sample.Value,
            ["user_id"] = null,
            ["project_id"] = null,
            ["resource_id"] = sample.Resource,
            ["timestamp"] = sample.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
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
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            ["_unique_id"] = Guid.NewGuid().ToString("N"),
        };
        return Encoding.UTF8.GetBytes(new JsonObject { ["oslo.version"] = "2.0", ["oslo.message"] = message.ToJsonString() }.ToJsonString(JsonSerializerOptions.Default));
    }
}
