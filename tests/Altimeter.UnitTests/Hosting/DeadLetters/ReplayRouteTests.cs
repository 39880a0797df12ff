using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Oslo.Envelope;
using Altimeter.Testing;
using Xunit;

namespace Altimeter.UnitTests.Hosting.DeadLetters;

/// <summary>Where each kind of letter belongs.</summary>
public sealed class ReplayRouteTests
{
    [Theory]
    [InlineData("gnocchi-writer-samples-3", "gnocchi-writer-samples")]
    [InlineData("sample-pipeline-samples-3", "sample-pipeline-samples")]
    [InlineData(null, "sample-pipeline-samples")]
    public void Of_Sample_IsItsLane(string? queue, string lanes)
    {
        var sample = Samples.Make(volume: "Infinity", metadata: "{\"a\": 1.0}");

        var route = Assert.IsType<ReplayRoute.ToLane>(Route("sample", SampleJson.ToBytes(sample), queue));

        Assert.Equal(lanes, route.Lanes.Name);
        Assert.Equal(SampleJson.ToBytes(sample), SampleJson.ToBytes(route.Sample));
    }

    [Fact]
    public void Of_EntryOfANotification_GoesThroughTheRouterAgain()
    {
        var route = Assert.IsType<ReplayRoute.ToNotifications>(Route("sample", """{"counter_name": "cpu", "counter_volume": 1.0}"""u8.ToArray(), "notifications.sample"));

        Assert.Equal("notifications.sample", route.Queue);
        Assert.True(NotificationEnvelope.TryParse(route.Body, route.ContentType, route.Compression, out var notification, out var reason), reason);
        Assert.Equal("telemetry.polling", notification.EventType);
        Assert.Equal("""{"samples": [{"counter_name": "cpu", "counter_volume": 1.0}]}""", notification.Payload.ToString());
    }

    [Fact]
    public void Of_MessageAndNotification_KeepTheirBytes()
    {
        var message = Assert.IsType<ReplayRoute.ToQueue>(Route("message", "x"u8.ToArray(), "publisher-udp-0"));
        var notification = Assert.IsType<ReplayRoute.ToNotifications>(Route("notification", "y"u8.ToArray(), "notifications.info"));

        Assert.Equal(("publisher-udp-0", "x"), (message.Queue, Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal(("notifications.info", "y"), (notification.Queue, Encoding.UTF8.GetString(notification.Body.Span)));
    }

    [Theory]
    [InlineData("sample", "not json", "gnocchi-writer-samples-0", "its body is no JSON")]
    [InlineData("sample", "[]", "gnocchi-writer-samples-0", "an object is expected")]
    [InlineData("sample", """{"name": "a", "type": "gauge", "source": "s"}""", "gnocchi-writer-samples-0", "it has no id")]
    [InlineData("message", "x", null, "which queue")]
    [InlineData("event", "{}", "sample-pipeline-events", "no way back for kind 'event'")]
    public void Of_NoWay_SaysWhy(string kind, string body, string? queue, string expected) =>
        Assert.Contains(expected, Assert.IsType<ReplayRoute.Nowhere>(Route(kind, Encoding.UTF8.GetBytes(body), queue)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Of_Truncated_IsNowhere() => Assert.IsType<ReplayRoute.Nowhere>(ReplayRoute.Of(Letter("message", "x"u8.ToArray(), "q", isTruncated: true)));

    [Fact]
    public void Of_SampleTooLargeForAMessage_IsNowhere()
    {
        var sample = Samples.Make(metadata: $"{{\"a\": \"{new string('x', SampleBlock.MaxBytes)}\"}}");

        Assert.Contains("larger than a message", Assert.IsType<ReplayRoute.Nowhere>(Route("sample", SampleJson.ToBytes(sample), null)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_WrittenAndRead_AreTheSame()
    {
        var letter = Letter("notification", "z"u8.ToArray(), "notifications.info", isTruncated: true).Letter with { Compression = "gzip", Publisher = "p", Attempts = 3, FirstSeen = DateTimeOffset.UnixEpoch };

        // The broker's client gives texts as bytes.
        var headers = DeadLetterHeaders.Of(letter, default, isTruncated: true).ToDictionary(h => h.Key, h => h.Value is string text ? Encoding.UTF8.GetBytes(text) : h.Value);

        Assert.Equal(new StoredLetter("id", letter, true), DeadLetterHeaders.Read(headers, "id", null, letter.Body));
    }

    [Theory]
    [InlineData("{\"archive_policy\": \"high\"}", "high")]
    [InlineData("{\"archive_policy\": 1}", null)]
    [InlineData("[", null)]
    public void Headers_Options_AreThoseOfTheSample(string header, string? policy)
    {
        var options = DeadLetterHeaders.Read(new Dictionary<string, object?> { ["altimeter-options"] = header }, "id", null, default).Letter.Options;

        Assert.Equal(policy, options?["archive_policy"]);
        if (options is null) return;
        var written = DeadLetterHeaders.Of(Letter("sample", [], null).Letter with { Options = options }, default, isTruncated: false);
        Assert.Equal(options, DeadLetterHeaders.Read(written, "id", null, default).Letter.Options);
    }

    [Fact]
    public void Headers_None_GiveAnIdOfTheContent()
    {
        var first = DeadLetterHeaders.Read(null, null, "text/plain", "a"u8.ToArray());
        var second = DeadLetterHeaders.Read(null, "", null, "a"u8.ToArray());

        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Id, DeadLetterHeaders.Read(null, null, null, "b"u8.ToArray()).Id);
        Assert.Equal("unknown", first.Letter.Kind);
        Assert.Equal("text/plain", first.Letter.ContentType);
    }

    private static ReplayRoute Route(string kind, byte[] body, string? queue) => ReplayRoute.Of(Letter(kind, body, queue));

    private static StoredLetter Letter(string kind, byte[] body, string? queue, bool isTruncated = false) =>
        new("9f7d1b1c-6f3c-4b8a-8d0e-0d5f4b1f0a01", new DeadLetter { Kind = kind, Reason = "r", Text = "t", Body = body, SourceQueue = queue }, isTruncated);
}
