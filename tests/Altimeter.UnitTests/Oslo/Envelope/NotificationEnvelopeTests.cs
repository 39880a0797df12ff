using System.IO.Compression;
using System.Text;
using Altimeter.Oslo.Envelope;
using Altimeter.Testing;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Envelope;

public sealed class NotificationEnvelopeTests
{
    private const string Json = "application/json";

    public static TheoryData<string> Captures => [.. OsloCapture.Names];

    [Theory]
    [MemberData(nameof(Captures))]
    public void TryParse_CapturedMessage_WritesBackTheSameBytes(string name)
    {
        var capture = OsloCapture.Load(name);

        Assert.True(NotificationEnvelope.TryParse(capture.Body, capture.ContentType, null, out var notification, out var reason), reason);
        var isV2 = capture.Body.AsSpan().StartsWith("{\"oslo.version\""u8);
        var written = isV2 ? NotificationWriter.WriteV2(notification) : NotificationWriter.WriteV1(notification);

        Assert.Equal(Encoding.ASCII.GetString(capture.Body), Encoding.ASCII.GetString(written));
        Assert.EndsWith("notifications." + notification.Priority, capture.RoutingKey, StringComparison.Ordinal);
    }

    [Fact]
    public void Item19_BothFormats_GiveTheSame()
    {
        var v1 = Parse(OsloCapture.Load("notifier_v1_level_sample").Body);
        var again = Parse(NotificationWriter.WriteV2(v1));

        Assert.Equal(v1 with { Payload = default, Context = default }, again with { Payload = default, Context = default });
        Assert.Equal(v1.Payload.ToString(), again.Payload.ToString());
        Assert.Equal(v1.Context.ToString(), again.Context.ToString());
        Assert.Equal("sample", again.Priority);
        Assert.Equal("compute.instance.create.end", again.EventType);
        Assert.Equal("compute.labhost", again.PublisherId);
    }

    [Theory]
    [InlineData("{\"oslo.version\":\"2.1\",\"oslo.message\":\"{}\"}")]
    [InlineData("{\"oslo.version\":\"3.0\",\"oslo.message\":\"{}\"}")]
    [InlineData("{\"oslo.version\":\"1.9\",\"oslo.message\":\"{}\"}")]
    [InlineData("{\"oslo.version\":\"2.0.5\",\"oslo.message\":\"{}\"}")]
    [InlineData("{\"oslo.version\":\"2\",\"oslo.message\":\"{}\"}")]
    [InlineData("{\"oslo.version\":2.0,\"oslo.message\":\"{}\"}")]
    [InlineData("{\"oslo.version\":null,\"oslo.message\":\"{}\"}")]
    public void Item20_OtherVersions_Differs(string body) => AssertRefused(body, "oslo.version");

    [Fact]
    public void Item21_Version200_IsAccepted() =>
        Assert.Equal("info", Parse("{\"oslo.version\":\"2.0.0\",\"oslo.message\":\"{\\\"priority\\\":\\\"INFO\\\"}\"}").Priority);

    [Theory]
    [InlineData("{\"oslo.version\":\"2.0\",\"oslo.message\":{\"a\":1}}")]
    [InlineData("{\"oslo.version\":\"2.0\",\"oslo.message\":\"{\"}")]
    public void Item22_InnerMessageNoJsonText_Differs(string body) => AssertRefused(body, "oslo.message");

    [Fact]
    public void Item23_OnlyVersion_IsBareMessageWithoutPriority() => Assert.Equal("", Parse("{\"oslo.version\":\"2.0\"}").Priority);

    [Fact]
    public void Item24_NoJson_Differs() => AssertRefused("not json", "no JSON");

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("text/plain")]
    public void Item25_OtherContentType_Differs(string? contentType)
    {
        Assert.False(NotificationEnvelope.TryParse("{}"u8.ToArray(), contentType, null, out _, out var reason));

        Assert.Contains("content type", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    public void Item26_EmptyBodies_AreEmptyMessages(string body) => Assert.Equal("", Parse(body).Priority);

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("\"abc\"")]
    [InlineData("[1]")]
    public void Item27_OtherValues_Differs(string body) => AssertRefused(body, "expected an object");

    [Fact]
    public void TryParse_ArrayOfPairs_IsObject() => Assert.Equal("info", Parse("[[\"priority\", \"INFO\"], [1, 2]]").Priority);

    [Fact]
    public void Item28_Context_HasNoPrefixAndClientTimeout() =>
        Assert.Equal("{\"user_id\": \"u\", \"client_timeout\": null}", Parse("{\"_context_user_id\": \"u\"}").Context.ToString());

    [Fact]
    public void TryParse_Timeout_IsClientTimeout() =>
        Assert.Equal("{\"client_timeout\": 5}", Parse("{\"_timeout\": 5, \"_msg_id\": \"m\", \"_reply_q\": \"q\"}").Context.ToString());

    [Fact]
    public void Item30_Compression()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write("{\"priority\":\"INFO\"}"u8);
        using var gzipped = new MemoryStream();
        using (var gzip = new GZipStream(gzipped, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write("{\"priority\":\"INFO\"}"u8);

        Assert.True(NotificationEnvelope.TryParse(packed.ToArray(), Json, "application/x-gzip", out var notification, out _));
        Assert.Equal("info", notification.Priority);
        Assert.False(NotificationEnvelope.TryParse(gzipped.ToArray(), Json, "application/x-gzip", out _, out _));
        Assert.True(NotificationEnvelope.TryParse("{}"u8.ToArray(), Json, "application/x-gzip", out _, out _));
        Assert.True(NotificationEnvelope.TryParse("{}"u8.ToArray(), Json, "nonsense", out _, out _));
    }

    [Fact]
    public void TryParse_UnpacksBeyondLimit_IsRefused()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(new byte[NotificationEnvelope.MaxBytes + 1]);

        Assert.False(NotificationEnvelope.TryParse(packed.ToArray(), Json, "application/x-gzip", out _, out var reason));
        Assert.Contains("bytes", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Item31_OddNumbers_KeepTheirText() =>
        Assert.Equal(
            "[NaN, 123456789012345678901234567890]",
            Parse("{\"oslo.version\":\"2.0\",\"oslo.message\":\"{\\\"payload\\\": [NaN, 123456789012345678901234567890]}\"}").Payload.ToString());

    [Fact]
    public void Item32_MissingMembers_AreNull()
    {
        var notification = Parse("{\"priority\": \"INFO\"}");

        Assert.Null(notification.PublisherId);
        Assert.Null(notification.EventType);
        Assert.Equal("null", notification.Payload.ToString());
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("info")]
    [InlineData("Info")]
    public void Item33_PriorityInAnyCase_IsLowered(string priority) => Assert.Equal("info", Parse($"{{\"priority\": \"{priority}\"}}").Priority);

    [Theory]
    [InlineData("{\"priority\": null}")]
    [InlineData("{\"priority\": 1}")]
    public void Item35_PriorityNoText_Differs(string body) => AssertRefused(body, "priority");

    [Fact]
    public void TryParse_EveryPrefixOfACapture_IsRefused()
    {
        var body = OsloCapture.Load("payload_v2_unicode").Body;

        for (var length = 1; length < body.Length; length++)
            Assert.False(NotificationEnvelope.TryParse(body.AsMemory(0, length), Json, null, out _, out _));
    }

    private static Notification Parse(string body) => Parse(Encoding.UTF8.GetBytes(body));

    private static Notification Parse(byte[] body)
    {
        Assert.True(NotificationEnvelope.TryParse(body, Json, null, out var notification, out var reason), reason);
        return notification;
    }

    private static void AssertRefused(string body, string expected)
    {
        Assert.False(NotificationEnvelope.TryParse(Encoding.UTF8.GetBytes(body), Json, null, out _, out var reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }
}
