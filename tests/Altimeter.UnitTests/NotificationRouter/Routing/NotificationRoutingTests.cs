using System.Buffers;
using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.Oslo.Envelope;
using Altimeter.Oslo.Transport;
using Altimeter.Testing;
using Xunit;

namespace Altimeter.UnitTests.NotificationRouter.Routing;

public sealed class NotificationRoutingTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly RouterHarness _harness = new();

    public static TheoryData<string> OtherCaptures => [.. OsloCapture.Names.Where(name => !name.Contains("polling", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(OtherCaptures))]
    public async Task RouteAsync_OtherCapture_IsCountedAndNotSetAside(string name)
    {
        await _harness.RouteAsync(RouterHarness.Of(OsloCapture.Load(name)));

        Assert.Empty(_harness.Lanes.Sent);
        Assert.Empty(_harness.DeadLetters.Letters);
        Assert.Equal(1, _harness.Dropped("unhandled"));
    }

    [Fact]
    public async Task RouteAsync_EveryCapture_InOneBatch_GivesEverySample()
    {
        var captures = OsloCapture.Names.Select(OsloCapture.Load).ToList();

        await _harness.RouteAsync([.. captures.Select(RouterHarness.Of)]);

        Assert.Equal(OsloCapture.Names.Count(name => !name.Contains("polling", StringComparison.Ordinal)), _harness.Dropped("unhandled") + _harness.Dropped("duplicate"));
        Assert.True(_harness.Sent.Count > 150, $"{_harness.Sent.Count} samples");
        Assert.Empty(_harness.DeadLetters.Letters);
    }

    [Theory]
    [InlineData("""{"oslo.version":"2.1","oslo.message":"{}"}""")]
    [InlineData("""{"oslo.version":"3.0","oslo.message":"{}"}""")]
    [InlineData("""{"oslo.version":"1.9","oslo.message":"{}"}""")]
    [InlineData("""{"oslo.version":"2.0.5","oslo.message":"{}"}""")]
    [InlineData("""{"oslo.version":"2","oslo.message":"{}"}""")]
    [InlineData("""{"oslo.version":2.0,"oslo.message":"{}"}""")]
    [InlineData("""{"oslo.version":null,"oslo.message":"{}"}""")]
    public Task Item20_WrongVersion_IsSetAside_Differs(string body) => IsSetAsideAsync(body, "unreadable");

    [Theory]
    [InlineData("""{"oslo.version":"2.0","oslo.message":{"a":1}}""")]
    [InlineData("""{"oslo.version":"2.0","oslo.message":"not json"}""")]
    public Task Item22_NoMessageText_IsSetAside_Differs(string body) => IsSetAsideAsync(body, "unreadable");

    [Fact]
    public Task Item23_VersionAlone_IsSetAside_Differs() => IsSetAsideAsync("""{"oslo.version":"2.0"}""", "unknown-priority");

    [Theory]
    [InlineData("not json")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"a\": 1")]
    public Task Item24_NotJson_IsSetAside_Differs(string body) => IsSetAsideAsync(body, "unreadable");

    [Theory]
    [InlineData(null, "application/octet-stream")]
    [InlineData("application/json; charset=utf-8", "application/json; charset=utf-8")]
    [InlineData("text/plain", "text/plain")]
    public async Task Item25_ContentType_IsSetAside_Differs(string? contentType, string expected)
    {
        await _harness.RouteAsync(RouterHarness.Deliver("{}"u8.ToArray(), contentType));

        Assert.Equal(("unreadable", expected), (_harness.DeadLetters.Letters.Single().Reason, _harness.DeadLetters.Letters.Single().ContentType));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("")]
    public Task Item26_EmptyMessage_IsSetAside_Differs(string body) => IsSetAsideAsync(body, "unknown-priority");

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("\"abc\"")]
    public Task Item27_NoObject_IsSetAside_Differs(string body) => IsSetAsideAsync(body, "unreadable");

    [Fact]
    public Task RouteAsync_BodyOverTheLimit_IsSetAside() => IsSetAsideAsync(new string(' ', NotificationEnvelope.MaxBytes + 1), "unreadable");

    [Theory]
    [InlineData("SAMPLE", 1)]
    [InlineData("sample", 1)]
    [InlineData("INFO", 1)]
    [InlineData("Info", 1)]
    [InlineData("AUDIT", 0)]
    [InlineData("CRITICAL", 0)]
    [InlineData("DEBUG", 0)]
    [InlineData("ERROR", 0)]
    [InlineData("WARN", 0)]
    public async Task Item33_Priority_InfoAndSampleGiveSamples(string priority, int samples)
    {
        await _harness.RouteAsync(RouterHarness.Notify($"{{\"samples\": [{RouterHarness.Entry()}]}}", priority: priority));

        Assert.Equal(samples, _harness.Sent.Count);
        Assert.Equal(1 - samples, _harness.Dropped("unhandled"));
        Assert.Empty(_harness.DeadLetters.Letters);
    }

    [Theory]
    [InlineData("weird")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Item34_UnknownPriority_IsSetAside_Differs(string? priority)
    {
        await _harness.RouteAsync(RouterHarness.Notify("{}", priority: priority));

        Assert.Equal("unknown-priority", Assert.Single(_harness.DeadLetters.Letters).Reason);
    }

    [Fact]
    public async Task Item35_PriorityNull_LeavesTheOtherAlone_Differs()
    {
        await _harness.RouteAsync(RouterHarness.Deliver("""{"priority": null, "event_type": "telemetry.polling"}"""), RouterHarness.Polling(RouterHarness.Entry()));

        Assert.Single(_harness.Sent);
        Assert.Equal("unreadable", Assert.Single(_harness.DeadLetters.Letters).Reason);
    }

    [Fact]
    public async Task Item19_BareMessage_GivesTheSame()
    {
        await _harness.RouteAsync(RouterHarness.Deliver($$"""{"priority": "SAMPLE", "event_type": "telemetry.polling", "payload": {"samples": [{{RouterHarness.Entry()}}] } }"""));

        Assert.Equal("i1", Assert.Single(_harness.Sent).Id);
    }

    [Fact]
    public async Task Item40_SameUniqueId_IsCountedAndSettled_Differs()
    {
        await _harness.RouteAsync(WithId("a"));
        var repeat = WithId("a");
        await _harness.RouteAsync(repeat, WithId("b"));

        Assert.Equal(2, _harness.Sent.Count);
        Assert.Equal(1, _harness.Dropped("duplicate"));
        Assert.Empty(_harness.DeadLetters.Letters);
    }

    [Fact]
    public async Task RouteAsync_SameUniqueIdInOneBatch_IsCounted()
    {
        await _harness.RouteAsync(WithId("a"), WithId("a"));

        Assert.Single(_harness.Sent);
        Assert.Equal(1, _harness.Dropped("duplicate"));
    }

    [Fact]
    public async Task Item42_OutcomeNotConfirmed_IsDispatchedAgain()
    {
        using var closed = new CancellationTokenSource();
        _harness.Lanes.Confirm = new TaskCompletionSource().Task;
        var routing = _harness.Routing.RouteAsync([WithId("a")], closed.Token);
        Assert.Single(_harness.Lanes.Sent);
        Assert.False(routing.IsCompleted);
        Assert.False(_harness.Settled.Contains("a"));

        await closed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => routing.WaitAsync(Deadline));
        Assert.False(_harness.Settled.Contains("a"));
        _harness.Lanes.Confirm = null;
        await _harness.RouteAsync(WithId("a"));

        Assert.Equal(2, _harness.Lanes.Sent.Count);
        Assert.Equal(0, _harness.Dropped("duplicate"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RouteAsync_OneOfTheBatchDeliveredBefore_ItsSamplesMayBeRepeats(bool isRedelivered)
    {
        var again = WithId("a");

        await _harness.RouteAsync(
            new NotificationDelivery { Body = again.Body, ContentType = again.ContentType, Exchange = again.Exchange, RoutingKey = again.RoutingKey, Queue = again.Queue, IsRedelivered = isRedelivered },
            WithId("b"));

        Assert.All(_harness.Lanes.Sent, sent => Assert.Equal(isRedelivered, ((SamplesCollected)sent.Message).MayBeRepeat));
    }

    [Fact]
    public async Task RouteAsync_SamplesNotConfirmed_WhatNeedsNoneIsSettledAlready()
    {
        using var closed = new CancellationTokenSource();
        _harness.Lanes.Confirm = new TaskCompletionSource().Task;
        var unreadable = RouterHarness.Deliver("not json");
        var unhandled = RouterHarness.Notify("{}", "compute.instance.update", "INFO", "u");
        var samples = WithId("a");

        var routing = _harness.Routing.RouteAsync([unreadable, unhandled, samples], closed.Token);

        Assert.Equal((true, true, false), (unreadable.IsSettled, unhandled.IsSettled, samples.IsSettled));
        Assert.True(_harness.Settled.Contains("u"));
        await closed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => routing.WaitAsync(Deadline));
    }

    [Fact]
    public async Task RouteAsync_CancelledBeforeSettingAside_LeavesEverythingOpen()
    {
        var delivery = RouterHarness.Deliver("not json");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _harness.Routing.RouteAsync([delivery], new CancellationToken(canceled: true)));

        Assert.False(delivery.IsSettled);
        Assert.Empty(_harness.DeadLetters.Letters);
    }

    [Fact]
    public async Task Item38_UnexpectedFailure_ConcernsItsOwnNotificationOnly_Differs()
    {
        using var body = new UnreadableMemory();
        var failing = new NotificationDelivery
        {
            Body = body.Memory,
            ContentType = "application/json",
            Exchange = "nova",
            RoutingKey = "notifications.info",
            Queue = "notifications.info",
        };

        await _harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry()), failing, RouterHarness.Polling(RouterHarness.Entry()));

        Assert.Equal(2, _harness.Sent.Count);
        var letter = Assert.Single(_harness.DeadLetters.Letters);
        Assert.Equal(("failed", "InvalidTimeZoneException: broken"), (letter.Reason, letter.Text));
    }

    [Fact]
    public async Task RouteAsync_OneNotificationThatCannotBeSent_IsSetAsideAloneAfterThreeTries()
    {
        _harness.Lanes.Fault = message => ((SamplesCollected)message).Meters.Contains("bad") ? new InvalidOperationException("defect") : null;
        var good = RouterHarness.Polling(RouterHarness.Entry());
        var bad = RouterHarness.Polling(RouterHarness.Entry(("counter_name", "\"bad\"")));
        var other = RouterHarness.Polling(RouterHarness.Entry(("counter_name", "\"other\"")));

        await _harness.RouteAsync(good, bad, other);

        Assert.Equal(["cpu", "other"], _harness.Sent.Select(sample => sample.Name));
        var letter = Assert.Single(_harness.DeadLetters.Letters);
        Assert.Equal(("notification", "failed", 3), (letter.Kind, letter.Reason, letter.Attempts));
        Assert.Equal(bad.Body, letter.Body);
        Assert.All([good, bad, other], delivery => Assert.True(delivery.IsSettled));
        Assert.All(_harness.Lanes.Sent, sent => Assert.True(((SamplesCollected)sent.Message).MayBeRepeat)); // of the failed try, other lanes may have their part
    }

    [Fact]
    public async Task RouteAsync_HeldLongerThanAllowed_IsDroppedCountedAndTheNextOnlyProbes()
    {
        var harness = new RouterHarness(oslo: new OsloOptions { WhenFull = new WhenFull(TimeSpan.FromMinutes(10)) });
        harness.Lanes.Confirm = new TaskCompletionSource().Task;
        var first = RouterHarness.Polling(RouterHarness.Entry());

        var routing = harness.RouteAsync(first);
        harness.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.False(routing.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await routing.WaitAsync(Deadline);
        Assert.True(first.IsSettled);
        Assert.Equal(1, harness.Dropped("held-too-long"));

        var second = harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry()));
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await second.WaitAsync(Deadline);
        Assert.Equal(2, harness.Dropped("held-too-long"));

        // Once something has passed the whole time counts again.
        harness.Lanes.Confirm = null;
        await harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry())).WaitAsync(Deadline);
        harness.Lanes.Confirm = new TaskCompletionSource().Task;
        var third = harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry()));
        harness.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public async Task Item43_NoUniqueId_IsAlwaysDispatched()
    {
        await _harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry()), RouterHarness.Polling(RouterHarness.Entry()));

        Assert.Equal(2, _harness.Sent.Count);
    }

    [Fact]
    public async Task Item48_Warn_IsCounted()
    {
        await _harness.RouteAsync(RouterHarness.Notify("{}", "compute.instance.update", "WARN"));

        Assert.Equal(1, _harness.Dropped("unhandled"));
        Assert.Empty(_harness.DeadLetters.Letters);
    }

    [Fact]
    public async Task RouteAsync_SampleTooLarge_OnlyItIsSetAside()
    {
        var large = RouterHarness.Entry(("resource_metadata", $"{{\"a\": \"{new string('x', SampleBlock.MaxBytes)}\"}}"));

        await _harness.RouteAsync(RouterHarness.Polling(large, RouterHarness.Entry(("message_id", "\"good\""))));

        Assert.Equal("good", Assert.Single(_harness.Sent).Id);
        Assert.Equal(("sample", "too-large"), (_harness.DeadLetters.Letters.Single().Kind, _harness.DeadLetters.Letters.Single().Reason));
    }

    [Fact]
    public async Task RouteAsync_Batch_SamplesOfAResourceKeepTheirOrder()
    {
        await _harness.RouteAsync([.. Enumerable.Range(0, 40).Select(i => RouterHarness.Polling(
            RouterHarness.Entry(("counter_volume", $"{i}"), ("resource_id", $"\"r{i % 4}\""))))]);

        var byResource = _harness.Sent.GroupBy(sample => sample.ResourceId).ToList();
        Assert.Equal(4, byResource.Count);
        Assert.All(byResource, samples => Assert.Equal(samples.Select(Volume).Order(), samples.Select(Volume)));
        Assert.True(_harness.Lanes.Sent.Count <= 4, "one message a lane");

        static int Volume(Sample sample) => int.Parse(Encoding.UTF8.GetString(sample.Volume.Span), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Route_RememberedIdThatIsReplayed_IsWorkedOnAgain()
    {
        var first = WithId("u1");
        await _harness.RouteAsync(first);

        await _harness.RouteAsync(RouterHarness.Deliver(first.Body.ToArray(), exchange: RabbitNotificationReturn.ExchangeOf("notifications.sample")));
        await _harness.RouteAsync(WithId("u1"));

        Assert.Equal(2, _harness.Sent.Count);
        Assert.Equal(1, _harness.Dropped("duplicate"));
    }

    private static NotificationDelivery WithId(string uniqueId) =>
        RouterHarness.Notify($"{{\"samples\": [{RouterHarness.Entry()}]}}", uniqueId: uniqueId);

    // Beside a good neighbour, which is not to be touched.
    private async Task IsSetAsideAsync(string body, string reason)
    {
        var delivery = RouterHarness.Deliver(body);

        await _harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry()), delivery, RouterHarness.Polling(RouterHarness.Entry()));

        Assert.Equal(2, _harness.Sent.Count);
        var letter = Assert.Single(_harness.DeadLetters.Letters);
        Assert.Equal(("notification", reason), (letter.Kind, letter.Reason));
        Assert.NotEmpty(letter.Text);
        Assert.Equal(delivery.Body, letter.Body);
        Assert.Equal(("ceilometer", "notifications.sample", "notifications.sample"), (letter.Exchange, letter.RoutingKey, letter.SourceQueue));
    }

    // A body that fails as nothing in the reading of notifications expects.
    private sealed class UnreadableMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(10);

        public override Span<byte> GetSpan() => throw new InvalidTimeZoneException("broken");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
