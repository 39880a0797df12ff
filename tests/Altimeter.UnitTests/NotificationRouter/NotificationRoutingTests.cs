using System.Diagnostics.Metrics;
using System.Text;
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
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Altimeter.UnitTests.NotificationRouter;

/// <summary>What becomes of each notification: samples, a counted drop, or set aside; and that neighbours are unharmed.</summary>
public sealed class NotificationRoutingTests
{
    private readonly RecordingDeadLetters _deadLetters = new();
    private readonly RecordingLaneSender _sender = new();
    private readonly Drops _drops = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    public static TheoryData<string> PollingFixtures => [.. OsloCapture.Names.Where(name => name.Contains("polling", StringComparison.Ordinal))];

    public static TheoryData<string> OtherFixtures => [.. OsloCapture.Names.Where(name => !name.Contains("polling", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(PollingFixtures))]
    public async Task Route_CapturedPolling_GivesItsSamplesWithTheirBytes(string fixture)
    {
        var capture = OsloCapture.Load(fixture);
        var expected = SamplesIn(capture.Body);

        await NewRouting().RouteAsync([Delivery(capture.Body)], CancellationToken.None);

        var samples = Samples.ToDictionary(sample => sample.Id);
        Assert.Equal(expected.Count, samples.Count);
        foreach (var node in expected)
        {
            var sample = samples[(string)node["message_id"]!];
            Assert.Equal((string?)node["counter_name"], sample.Name);
            Assert.Equal((string?)node["resource_id"], sample.ResourceId);
            Assert.Equal((string?)node["timestamp"], sample.Timestamp);
            Assert.Contains($"\"counter_volume\": {Encoding.UTF8.GetString(sample.Volume.Span)}", Encoding.UTF8.GetString(capture.Body).Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("authpass", Encoding.UTF8.GetString(sample.Metadata.Span), StringComparison.Ordinal);
            Assert.DoesNotContain("@", Encoding.UTF8.GetString(sample.Metadata.Span), StringComparison.Ordinal);
        }

        Assert.Empty(_deadLetters.Letters);
    }

    [Theory]
    [MemberData(nameof(OtherFixtures))]
    public async Task Route_AnyOtherCapture_IsCountedAsUnhandled(string fixture)
    {
        await NewRouting().RouteAsync([Delivery(OsloCapture.Load(fixture).Body)], CancellationToken.None);

        Assert.Equal("unhandled", Assert.Single(_drops.Report()).Reason);
        Assert.Empty(_deadLetters.Letters);
        Assert.Empty(Samples);
    }

    [Theory]
    [InlineData("not json", "unreadable")]
    [InlineData("{\"oslo.version\": \"3.0\", \"oslo.message\": \"{}\"}", "unreadable")]
    [InlineData("{\"oslo.version\": \"2.0\", \"oslo.message\": \"nope\"}", "unreadable")]
    [InlineData("null", "unreadable")]
    [InlineData("{\"priority\": \"LOUD\", \"event_type\": \"x\"}", "unknown-priority")]
    [InlineData("{\"priority\": \"SAMPLE\", \"event_type\": \"telemetry.polling\", \"payload\": {}}", "missing-member")]
    [InlineData("{\"priority\": \"SAMPLE\", \"event_type\": \"telemetry.polling\", \"payload\": {\"samples\": 1}}", "wrong-type")]
    public async Task Route_NotificationThatCannotBeUsed_IsSetAsideUnchangedAndItsNeighbourGoesOn(string body, string reason)
    {
        await NewRouting().RouteAsync([Delivery(Encoding.UTF8.GetBytes(body)), Delivery(Polling("u-1", Entry("good")))], CancellationToken.None);

        var letter = Assert.Single(_deadLetters.Letters);
        Assert.Equal(("notification", reason), (letter.Kind, letter.Reason));
        Assert.Equal(body, Encoding.UTF8.GetString(letter.Body.Span));
        Assert.Equal(("notifications.sample", "ceilometer"), (letter.SourceQueue, letter.Exchange));
        Assert.Equal("good", Assert.Single(Samples).Name);
    }

    [Theory]
    [InlineData("counter_volume")]
    [InlineData("resource_metadata")]
    [InlineData("message_id")]
    [InlineData("timestamp")]
    public async Task Route_EntryWithAMissingMember_IsSetAsideAlone(string member)
    {
        var bad = Entry("bad");
        bad.Remove(member);

        await NewRouting().RouteAsync([Delivery(Polling("u-1", Entry("first"), bad, Entry("last")))], CancellationToken.None);

        Assert.Equal(["first", "last"], Samples.Select(sample => sample.Name));
        var letter = Assert.Single(_deadLetters.Letters);
        Assert.Equal(("sample", "missing-member"), (letter.Kind, letter.Reason));
        Assert.Contains(member, letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_SameUniqueIdAgain_IsCountedAsDuplicate()
    {
        var routing = NewRouting();
        await routing.RouteAsync([Delivery(Polling("u-1", Entry("cpu")))], CancellationToken.None);

        await routing.RouteAsync([Delivery(Polling("u-1", Entry("cpu"))), Delivery(Polling("u-2", Entry("cpu"))), Delivery(Polling("u-2", Entry("cpu")))], CancellationToken.None);

        Assert.Equal(2, Samples.Count);
        Assert.Equal(("duplicate", "telemetry.polling", 2), Assert.Single(_drops.Report()));
    }

    [Fact]
    public async Task Route_BatchThatIsNotSettled_IsNotRemembered()
    {
        var routing = NewRouting();
        _sender.Confirm = Task.FromCanceled(new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => routing.RouteAsync([Delivery(Polling("u-1", Entry("cpu")))], CancellationToken.None));
        _sender.Confirm = null;

        await routing.RouteAsync([Delivery(Polling("u-1", Entry("cpu")))], CancellationToken.None);

        Assert.Equal(2, Samples.Count); // sent again: the first try was never confirmed
        Assert.Empty(_drops.Report());
    }

    [Theory]
    [InlineData("labsecret", 50, 0)]
    [InlineData("another", 0, 50)]
    public async Task Route_VerifiedSignatures_OnlyOursPass(string secret, int samples, int setAside)
    {
        var routing = NewRouting(new CeilometerOptions { VerifySignatures = true, TelemetrySecret = secret });

        await routing.RouteAsync([Delivery(OsloCapture.Load("telemetry_polling_50_samples_made_by_hand").Body)], CancellationToken.None);

        Assert.Equal(samples, Samples.Count);
        Assert.Equal(setAside, _deadLetters.Letters.Count(letter => letter.Reason == "bad-signature"));
    }

    [Fact]
    public async Task Route_ManyResources_OneMessageHoldsOneLane()
    {
        var entries = Enumerable.Range(0, 100).Select(i =>
        {
            var entry = Entry("cpu");
            entry["resource_id"] = $"host-{i}";
            return entry;
        });

        await NewRouting().RouteAsync([Delivery(Polling("u-1", [.. entries]))], CancellationToken.None);

        Assert.All(_sender.Sent, send => Assert.All(SampleBlock.Unpack(((SamplesCollected)send.Message).Block), sample => Assert.Equal(send.Lane, Lane.Of(sample.ResourceId))));
        Assert.Equal(100, Samples.Count);
        Assert.True(_sender.Sent.Count <= Lane.Count);
    }

    [Theory]
    [InlineData("snmp://user:p%40ss@h:161?priv_password=x", "snmp://h:161")]
    [InlineData("snmp://public@[fd00::1]:161", "snmp://[fd00::1]:161")]
    [InlineData("snmp://h", "snmp://h")]
    [InlineData("snmp://u:p#w@h", "snmp://")]
    [InlineData("no url", "no url")]
    public void Strip_ResourceUrl_LeavesNoSecret(string url, string stripped) => Assert.Equal(stripped, ResourceUrl.Strip(url));

    [Theory]
    [InlineData("telemetry.polling", true)]
    [InlineData("telemetry.polling.more", true)]
    [InlineData("telemetryXpolling", true)] // the reference's dot is any character
    [InlineData("Telemetry.polling", false)]
    [InlineData("x.telemetry.polling", false)]
    [InlineData(null, false)]
    public void IsPolling_EventType_MatchesAsTheReferencesFilter(string? eventType, bool expected) => Assert.Equal(expected, EventTypeFilter.IsPolling(eventType));

    private IReadOnlyList<Sample> Samples => [.. _sender.Sent.SelectMany(send => SampleBlock.Unpack(((SamplesCollected)send.Message).Block))];

    private static NotificationDelivery Delivery(byte[] body) => new()
    {
        Body = body,
        Exchange = "ceilometer",
        RoutingKey = "notifications.sample",
        Queue = "notifications.sample",
        ContentType = "application/json",
        DeliveryTag = 1,
    };

    private static byte[] Polling(string uniqueId, params JsonObject[] entries) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["message_id"] = Guid.NewGuid().ToString(),
        ["priority"] = "SAMPLE",
        ["event_type"] = "telemetry.polling",
        ["_unique_id"] = uniqueId,
        ["payload"] = new JsonObject { ["samples"] = new JsonArray([.. entries]) },
    }.ToJsonString());

    private static JsonObject Entry(string name) => new()
    {
        ["counter_name"] = name,
        ["counter_type"] = "gauge",
        ["counter_unit"] = "%",
        ["counter_volume"] = 1,
        ["user_id"] = null,
        ["project_id"] = null,
        ["resource_id"] = "r",
        ["timestamp"] = "2026-11-25T10:00:00",
        ["resource_metadata"] = new JsonObject(),
        ["source"] = "hardware",
        ["message_id"] = Guid.NewGuid().ToString(),
    };

    private static List<JsonNode> SamplesIn(byte[] body)
    {
        var envelope = JsonNode.Parse(body)!;
        var message = envelope["oslo.message"] is { } inner ? JsonNode.Parse((string)inner!)! : envelope;
        return [.. message["payload"]!["samples"]!.AsArray().Select(sample => sample!)];
    }

    private NotificationRouting NewRouting(CeilometerOptions? ceilometer = null)
    {
        var options = Options.Create(new NotificationRouterOptions());
        return new NotificationRouting(
            new PollingSamples(options, Options.Create(ceilometer ?? new CeilometerOptions())),
            new SampleCollector(_sender, _deadLetters),
            _deadLetters,
            _drops,
            new SettledIds(options),
            new ServiceIdentity("notification-router"),
            NullLogger<NotificationRouting>.Instance);
    }
}
