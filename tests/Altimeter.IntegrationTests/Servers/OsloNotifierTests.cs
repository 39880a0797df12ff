using System.Text.Json.Nodes;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Servers;

/// <summary>What the real Notifier puts on the wire is what the captured fixtures hold.</summary>
public sealed class OsloNotifierTests(RealServers servers)
{
    [Theory]
    [InlineData("messagingv2")]
    [InlineData("messaging")]
    public async Task SendSamples_RealNotifier_ArrivesAsTheFixturesDo(string driver)
    {
        var token = TestContext.Current.CancellationToken;
        await servers.OsloMessagingAsync();
        var access = await (await servers.RabbitMqAsync()).CreateAccessAsync($"notifier-{Guid.NewGuid():N}"[..15], token);
        var samples = (JsonArray)JsonNode.Parse("""[{"counter_name": "load", "counter_volume": 1.0, "resource_metadata": {"name": "\u00e9"}}]""")!;

        await OsloNotifier.SendSamplesAsync(access.NotifierUrl, driver, samples, token);

        await using var connection = await new ConnectionFactory { Uri = new Uri(access.OsloUrlOf("notification-router")) }.CreateConnectionAsync(token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: token);
        var message = await channel.BasicGetAsync("notifications.sample", autoAck: true, token);
        Assert.NotNull(message);
        Assert.Equal(("ceilometer", "notifications.sample"), (message.Exchange, message.RoutingKey));
        Assert.Equal(("application/json", "utf-8"), (message.BasicProperties.ContentType, message.BasicProperties.ContentEncoding));
        Assert.Equal((DeliveryModes.Persistent, (byte)0), (message.BasicProperties.DeliveryMode, message.BasicProperties.Priority));
        Assert.False(message.BasicProperties.IsMessageIdPresent() || message.BasicProperties.IsTimestampPresent());

        var text = System.Text.Encoding.UTF8.GetString(message.Body.Span);
        if (driver is "messagingv2")
        {
            Assert.StartsWith("{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"message_id\\\": \\\"", text, StringComparison.Ordinal);
            text = (string)JsonNode.Parse(text)!["oslo.message"]!;
        }

        var members = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["message_id", "publisher_id", "event_type", "priority", "payload", "timestamp", "_unique_id"], members.Select(m => m.Key));
        Assert.Equal("SAMPLE", (string?)members["priority"]);
        Assert.Contains("""
            "payload": {"samples": [{"counter_name": "load", "counter_volume": 1.0, "resource_metadata": {"name": "\u00e9"}}]}
            """, text, StringComparison.Ordinal);
    }
}
