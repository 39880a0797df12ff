using System.Text;
using System.Text.Json;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Options;

namespace Altimeter.Standalone.Running;

/// <summary>Replays a file of notifications: each line is published as it is, on the exchange and with the priority that it names.</summary>
internal sealed class NotificationReplay(INotificationPublisher publisher, IOptions<StandaloneOptions> options, ILogger<NotificationReplay> logger) : BackgroundService
{
    private const string Exchange = "ceilometer";
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every line is published; at once when there is no file.</summary>
    public Task Completed => _completed.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.NotificationsFile is { } file)
        {
            var lines = 0;
            await foreach (var line in File.ReadLinesAsync(file, stoppingToken))
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                await publisher.PublishAsync(Exchange, $"notifications.{PriorityOf(line)}", Encoding.UTF8.GetBytes(line), stoppingToken);
                lines++;
            }

            logger.Replayed(lines, file);
        }

        _completed.SetResult();
    }

    // What cannot be read goes the way of the samples: the router sets it aside with the reason.
    private static string PriorityOf(string line)
    {
        try
        {
            using var body = JsonDocument.Parse(line);
            var message = body.RootElement;
            if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("oslo.message", out var inner) && inner.ValueKind == JsonValueKind.String)
            {
                using var unwrapped = JsonDocument.Parse(inner.GetString()!);
                return Priority(unwrapped.RootElement);
            }

            return Priority(message);
        }
        catch (JsonException)
        {
            return "sample";
        }
    }

    private static string Priority(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("priority", out var priority) && priority.ValueKind == JsonValueKind.String
            ? priority.GetString()!.ToLowerInvariant()
            : "sample";
}
