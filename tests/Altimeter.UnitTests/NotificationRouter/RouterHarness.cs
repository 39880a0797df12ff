using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.NotificationRouter;
using Altimeter.NotificationRouter.Routing;
using Altimeter.NotificationRouter.Samples;
using Altimeter.Oslo.Transport;
using Altimeter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Altimeter.UnitTests.NotificationRouter;

/// <summary>The router's routing over doubles of the lanes and of the dead letters.</summary>
internal sealed class RouterHarness
{
    public RouterHarness(CeilometerOptions? ceilometer = null, NotificationRouterOptions? options = null, OsloOptions? oslo = null)
    {
        var router = Options.Create(options ?? new NotificationRouterOptions());
        Settled = new SettledIds(router);
        Routing = new NotificationRouting(
            new PollingSamples(router, Options.Create(ceilometer ?? new CeilometerOptions())),
            new SampleCollector(Lanes, DeadLetters),
            DeadLetters,
            Drops,
            Settled,
            new HoldLimit(Options.Create(oslo ?? new OsloOptions()), Time),
            new ServiceIdentity("notification-router"),
            Time,
            NullLogger<NotificationRouting>.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordingLaneSender Lanes { get; } = new();

    public RecordingDeadLetters DeadLetters { get; } = new();

    public Drops Drops { get; } = new(new Meters());

    public SettledIds Settled { get; }

    public NotificationRouting Routing { get; }

    /// <summary>Samples sent so far, those of one lane in order.</summary>
    public IReadOnlyList<Sample> Sent => [.. Lanes.Sent.SelectMany(sending => SampleBlock.Unpack(((SamplesCollected)sending.Message).Block))];

    public Task RouteAsync(params NotificationDelivery[] deliveries) => Routing.RouteAsync(deliveries, CancellationToken.None);

    public long Dropped(string reason) => Drops.Report().Where(drop => drop.Reason == reason).Sum(drop => drop.Count);

    public static NotificationDelivery Of(OsloCapture capture) => Deliver(capture.Body, capture.ContentType, capture.Exchange, capture.RoutingKey);

    public static NotificationDelivery Deliver(string body) => Deliver(Encoding.UTF8.GetBytes(body));

    public static NotificationDelivery Deliver(
        byte[] body, string? contentType = "application/json", string exchange = "ceilometer", string routingKey = "notifications.sample") => new()
        {
            Body = body,
            ContentType = contentType,
            Exchange = exchange,
            RoutingKey = routingKey,
            Queue = routingKey,
        };

    /// <summary>A notification of polled samples in an envelope; entries are JSON.</summary>
    public static NotificationDelivery Polling(params string[] entries) => Notify($$"""{"samples": [{{string.Join(',', entries)}}]}""");

    /// <summary>A notification in an envelope; the payload is JSON.</summary>
    public static NotificationDelivery Notify(string payload, string eventType = "telemetry.polling", string? priority = "SAMPLE", string? uniqueId = null)
    {
        var message = new JsonObject { ["message_id"] = "9f7d1b1c-6f3c-4b8a-8d0e-0d5f4b1f0a01", ["publisher_id"] = "svc.h1", ["event_type"] = eventType };
        if (priority is not null) message["priority"] = priority;
        if (uniqueId is not null) message["_unique_id"] = uniqueId;
        var inner = $$"""{{message.ToJsonString()[..^1]}}, "payload": {{payload}}}""";
        return Deliver($$"""{"oslo.version": "2.0", "oslo.message": {{JsonSerializer.Serialize(inner)}}}""");
    }

    /// <summary>An entry with every key; what is given replaces a value (JSON), or removes it when null.</summary>
    public static string Entry(params (string Key, string? Value)[] changes)
    {
        var members = new Dictionary<string, string?>
        {
            ["counter_name"] = "\"cpu\"",
            ["counter_type"] = "\"gauge\"",
            ["counter_unit"] = "\"%\"",
            ["counter_volume"] = "1.0",
            ["user_id"] = "\"u\"",
            ["project_id"] = "\"p\"",
            ["resource_id"] = "\"r\"",
            ["timestamp"] = "\"2026-11-25T10:00:00.123456\"",
            ["resource_metadata"] = "{\"a\": 1.0}",
            ["source"] = "\"hardware\"",
            ["message_id"] = "\"i1\"",
        };
        foreach (var (key, value) in changes) members[key] = value;
        return $"{{{string.Join(", ", from member in members where member.Value is not null select $"\"{member.Key}\": {member.Value}")}}}";
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
