using System.Text.Json;

namespace Altimeter.Testing;

/// <summary>One message that oslo.messaging 14.0.3 put on a real RabbitMQ, see <c>Data/oslo/README.md</c>.</summary>
/// <param name="Name">File name without extension, e.g. <c>notifier_v2_level_sample</c>.</param>
/// <param name="Exchange">Exchange it was published to.</param>
/// <param name="RoutingKey">Routing key, e.g. <c>notifications.sample</c>.</param>
/// <param name="ContentType">AMQP content type.</param>
/// <param name="Body">Body, byte for byte.</param>
public sealed record OsloCapture(string Name, string Exchange, string RoutingKey, string ContentType, byte[] Body)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "oslo");

    /// <summary>Names of all messages, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    /// <summary>Loads one message.</summary>
    public static OsloCapture Load(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        var root = file.RootElement;
        return new OsloCapture(
            name,
            root.GetProperty("exchange").GetString()!,
            root.GetProperty("routing_key").GetString()!,
            root.GetProperty("properties").GetProperty("content_type").GetString()!,
            root.GetProperty("body_base64").GetBytesFromBase64());
    }
}
