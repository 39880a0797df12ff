using System.Text;
using System.Text.Json;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.NotificationRouter;
using Altimeter.Testing;
using Xunit;

namespace Altimeter.UnitTests.NotificationRouter.Samples;

public sealed class PollingSamplesTests
{
    public static TheoryData<string> PollingCaptures => [.. OsloCapture.Names.Where(name => name.Contains("polling", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(PollingCaptures))]
    public async Task Read_Capture_GivesItsSamples(string name)
    {
        var capture = OsloCapture.Load(name);
        var entries = EntriesOf(capture);
        var harness = new RouterHarness();

        await harness.RouteAsync(RouterHarness.Of(capture));

        var sent = harness.Sent.ToDictionary(sample => sample.Id);
        Assert.Equal(entries.Count, sent.Count);
        Assert.Empty(harness.DeadLetters.Letters);
        foreach (var entry in entries)
        {
            var sample = sent[entry.GetProperty("message_id").GetString()!];
            Assert.Equal(entry.GetProperty("counter_name").GetString(), sample.Name);
            Assert.Equal(entry.GetProperty("counter_type").GetString(), sample.Type);
            Assert.Equal(entry.GetProperty("counter_unit").GetString(), sample.Unit);
            Assert.Equal(entry.GetProperty("counter_volume").GetRawText(), Text(sample.Volume));
            Assert.Equal(entry.GetProperty("user_id").GetString(), sample.UserId);
            Assert.Equal(entry.GetProperty("project_id").GetString(), sample.ProjectId);
            Assert.Equal(entry.GetProperty("resource_id").GetString(), sample.ResourceId);
            Assert.Equal(entry.GetProperty("timestamp").GetString(), sample.Timestamp);
            Assert.Equal(entry.GetProperty("source").GetString(), sample.Source);
            Assert.Equal(WithoutSecrets(entry.GetProperty("resource_metadata")), Text(sample.Metadata));
            Assert.True(sample.MonotonicTime.IsEmpty);
        }
    }

    [Theory]
    [MemberData(nameof(PollingCaptures))]
    public async Task Read_Capture_NoSecretTravels(string name)
    {
        var harness = new RouterHarness();

        await harness.RouteAsync(RouterHarness.Of(OsloCapture.Load(name)));

        var metadata = string.Concat(harness.Sent.Select(sample => Text(sample.Metadata)));
        Assert.Contains("snmp://", metadata, StringComparison.Ordinal);
        foreach (var secret in (string[])["public", "labuser", "authpass", "privpass"]) Assert.DoesNotContain(secret, metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item54_AllKeys_AreTheSamples()
    {
        var sample = Assert.Single(await SamplesOfAsync(RouterHarness.Entry()));

        Assert.Equal(("cpu", "gauge", "%", "1.0"), (sample.Name, sample.Type, sample.Unit, Text(sample.Volume)));
        Assert.Equal(("u", "p", "r", "hardware"), (sample.UserId, sample.ProjectId, sample.ResourceId, sample.Source));
        Assert.Equal(("2026-11-25T10:00:00.123456", "{\"a\": 1.0}", "i1"), (sample.Timestamp, Text(sample.Metadata), sample.Id));
    }

    [Fact]
    public async Task Item55_MonotonicTime_IsIgnored() => Assert.True((await OneAsync(("monotonic_time", "5.5"))).MonotonicTime.IsEmpty);

    [Fact]
    public async Task Item56_Timestamp_IsPassedThrough() => Assert.Equal("garbage", (await OneAsync(("timestamp", "\"garbage\""))).Timestamp);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("[]")]
    public async Task Item57_SourceFalsy_IsTheConfiguredOne(string source)
    {
        Assert.Equal("openstack", (await OneAsync(("source", source))).Source);

        var harness = new RouterHarness(options: new NotificationRouterOptions { SampleSource = "lab" });
        await harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry(("source", source))));
        Assert.Equal("lab", Assert.Single(harness.Sent).Source);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("false")]
    public async Task Item57_MetadataFalsy_IsEmpty(string metadata) => Assert.True((await OneAsync(("resource_metadata", metadata))).Metadata.IsEmpty);

    [Theory]
    [InlineData("counter_name")]
    [InlineData("counter_type")]
    [InlineData("counter_unit")]
    [InlineData("counter_volume")]
    [InlineData("user_id")]
    [InlineData("project_id")]
    [InlineData("resource_id")]
    [InlineData("timestamp")]
    [InlineData("resource_metadata")]
    [InlineData("source")]
    [InlineData("message_id")]
    public async Task Item58_MissingKey_OnlyItsEntryIsSetAside_Differs(string key)
    {
        var bad = RouterHarness.Entry((key, null));
        var harness = new RouterHarness();

        await harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry(("message_id", "\"a\"")), bad, RouterHarness.Entry(("message_id", "\"c\""))));

        Assert.Equal(["a", "c"], harness.Sent.Select(sample => sample.Id));
        var letter = Assert.Single(harness.DeadLetters.Letters);
        Assert.Equal(("sample", "missing-member", $"payload.samples[1] has no {key}", bad), (letter.Kind, letter.Reason, letter.Text, Text(letter.Body)));
        Assert.Equal(("application/json", "notifications.sample", "ceilometer"), (letter.ContentType, letter.SourceQueue, letter.Exchange));
    }

    [Theory]
    [InlineData("\"7\"", "\"7\"")]
    [InlineData("\"abc\"", "\"abc\"")]
    [InlineData("1", "1")]
    [InlineData("1.0", "1.0")]
    [InlineData("1e2", "1e2")]
    [InlineData("true", "true")]
    [InlineData("NaN", "NaN")]
    [InlineData("340282366920938463463374607431768211456", "340282366920938463463374607431768211456")]
    [InlineData("null", "")]
    public async Task Item60_Volume_KeepsItsBytes(string volume, string expected) => Assert.Equal(expected, Text((await OneAsync(("counter_volume", volume))).Volume));

    [Theory]
    [InlineData("counter_volume", "[]")]
    [InlineData("counter_volume", "{}")]
    [InlineData("counter_name", "null")]
    [InlineData("counter_name", "5")]
    [InlineData("counter_type", "null")]
    [InlineData("counter_unit", "[]")]
    [InlineData("user_id", "{}")]
    [InlineData("resource_id", "[\"a\"]")]
    [InlineData("timestamp", "[1]")]
    [InlineData("resource_metadata", "[1]")]
    [InlineData("resource_metadata", "\"text\"")]
    [InlineData("source", "[\"a\"]")]
    [InlineData("message_id", "{\"a\": 1}")]
    public async Task Item60_ValueNoSampleCanHold_OnlyItsEntryIsSetAside_Differs(string key, string value)
    {
        var harness = new RouterHarness();

        await harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry((key, value)), RouterHarness.Entry(("message_id", "\"good\""))));

        Assert.Equal("good", Assert.Single(harness.Sent).Id);
        var letter = Assert.Single(harness.DeadLetters.Letters);
        Assert.Equal("wrong-type", letter.Reason);
        Assert.Contains(key, letter.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    public async Task Read_EntryIsNoObject_OnlyItIsSetAside(string entry)
    {
        var harness = new RouterHarness();

        await harness.RouteAsync(RouterHarness.Polling(entry, RouterHarness.Entry()));

        Assert.Single(harness.Sent);
        Assert.Equal(entry, Text(Assert.Single(harness.DeadLetters.Letters).Body));
    }

    [Theory]
    [InlineData("{}", "missing-member")]
    [InlineData("null", "missing-member")]
    [InlineData("[]", "missing-member")]
    [InlineData("""{"samples": null}""", "wrong-type")]
    [InlineData("""{"samples": {}}""", "wrong-type")]
    public async Task Read_NoArrayOfSamples_NotificationIsSetAsideUnchanged(string payload, string reason)
    {
        var harness = new RouterHarness();
        var delivery = RouterHarness.Notify(payload);

        await harness.RouteAsync(delivery, RouterHarness.Polling(RouterHarness.Entry()));

        Assert.Single(harness.Sent);
        var letter = Assert.Single(harness.DeadLetters.Letters);
        Assert.Equal(("notification", reason), (letter.Kind, letter.Reason));
        Assert.Equal(delivery.Body, letter.Body);
    }

    [Fact]
    public async Task Read_NoEntries_GivesNothing()
    {
        var harness = new RouterHarness();

        await harness.RouteAsync(RouterHarness.Polling());

        Assert.Empty(harness.Lanes.Sent);
        Assert.Empty(harness.DeadLetters.Letters);
    }

    [Fact]
    public async Task Read_IdFalsy_IsTheSameOnEveryRedelivery()
    {
        string[] entries = [RouterHarness.Entry(("message_id", "null")), RouterHarness.Entry(("message_id", "\"\"")), RouterHarness.Entry(("message_id", "null"), ("counter_name", "\"b\""))];

        var first = (await SamplesOfAsync(entries)).Select(sample => sample.Id).ToList();
        var second = (await SamplesOfAsync(entries)).Select(sample => sample.Id).ToList();

        Assert.Equal(first, second);
        Assert.Equal(3, first.Distinct().Count());
        Assert.All(first, id => Assert.Equal(5, Guid.Parse(id).Version));
    }

    [Fact]
    public async Task Read_NumbersAsIds_AreTexts()
    {
        var sample = await OneAsync(("resource_id", "7"), ("user_id", "1.50"), ("project_id", "true"));

        Assert.Equal(("7", "1.5", "True"), (sample.ResourceId, sample.UserId, sample.ProjectId));
    }

    [Fact]
    public async Task Read_LoneSurrogates_DoNotStopTheOthers()
    {
        var samples = await SamplesOfAsync(RouterHarness.Entry(("resource_id", "\"\\ud800\""), ("message_id", "\"\\udc00\"")), RouterHarness.Entry(("message_id", "\"good\"")));

        Assert.Equal(2, samples.Count);
        Assert.Contains(samples, sample => sample.Id == "good");
    }

    [Fact]
    public async Task Item59_WrongSignature_IsAcceptedByDefault() => Assert.Single(await SamplesOfAsync(RouterHarness.Entry(("message_signature", "\"00\""))));

    [Fact]
    public async Task VerifySignatures_RightSecret_EverySampleIsTaken()
    {
        var harness = new RouterHarness(Verifying("labsecret"));

        await harness.RouteAsync(RouterHarness.Of(OsloCapture.Load("telemetry_polling_50_samples_made_by_hand")));

        Assert.Equal(50, harness.Sent.Count);
        Assert.Empty(harness.DeadLetters.Letters);
    }

    [Fact]
    public async Task VerifySignatures_WrongSecret_EverySampleIsSetAsideUnchanged()
    {
        var capture = OsloCapture.Load("telemetry_polling_50_samples_made_by_hand");
        var harness = new RouterHarness(Verifying("othersecret"));

        await harness.RouteAsync(RouterHarness.Of(capture));

        Assert.Empty(harness.Sent);
        Assert.Equal(EntriesOf(capture).Select(entry => entry.GetRawText()), harness.DeadLetters.Letters.Select(letter => Text(letter.Body)));
        Assert.All(harness.DeadLetters.Letters, letter => Assert.Equal("bad-signature", letter.Reason));
        Assert.All(harness.DeadLetters.Letters, letter => Assert.DoesNotContain("othersecret", letter.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifySignatures_CredentialsInTheAddress_AreSignedToo()
    {
        // Signed by the poller with the credentials in: stripping first would spoil every signature.
        var secret = "labsecret";
        var entry = RouterHarness.Entry(("resource_metadata", "{\"resource_url\": \"snmp://public@192.0.2.1\"}"));
        var signature = Altimeter.Oslo.Envelope.MessageSignature.Compute(Encoding.UTF8.GetBytes(entry), secret);
        var harness = new RouterHarness(Verifying(secret));

        await harness.RouteAsync(RouterHarness.Polling($"{entry[..^1]}, \"message_signature\": \"{signature}\"}}"));

        Assert.Empty(harness.DeadLetters.Letters);
        Assert.Equal("{\"resource_url\": \"snmp://192.0.2.1\"}", Text(Assert.Single(harness.Sent).Metadata));
    }

    [Theory]
    [InlineData("absent", null)]
    [InlineData("null", "null")]
    [InlineData("short", "\"00\"")]
    public async Task VerifySignatures_NoSignature_OnlyItsEntryIsSetAside(string what, string? signature)
    {
        var good = EntriesOf(OsloCapture.Load("telemetry_polling_50_samples_made_by_hand"))[0].GetRawText();
        var harness = new RouterHarness(Verifying("labsecret"));

        await harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry(("message_signature", signature)), good));

        Assert.Single(harness.Sent);
        Assert.True(harness.DeadLetters.Letters.Single().Reason == "bad-signature", what);
    }

    [Fact]
    public async Task VerifySignatures_EmptySecret_EverySampleIsTaken()
    {
        var harness = new RouterHarness(Verifying(""));

        await harness.RouteAsync(RouterHarness.Polling(RouterHarness.Entry(("message_signature", "\"00\""))));

        Assert.Single(harness.Sent);
    }

    private static CeilometerOptions Verifying(string secret) => new() { VerifySignatures = true, TelemetrySecret = secret };

    private static async Task<IReadOnlyList<Sample>> SamplesOfAsync(params string[] entries)
    {
        var harness = new RouterHarness();
        await harness.RouteAsync(RouterHarness.Polling(entries));
        Assert.Empty(harness.DeadLetters.Letters);
        return harness.Sent;
    }

    private static async Task<Sample> OneAsync(params (string Key, string? Value)[] changes) => Assert.Single(await SamplesOfAsync(RouterHarness.Entry(changes)));

    private static List<JsonElement> EntriesOf(OsloCapture capture)
    {
        var outer = JsonDocument.Parse(capture.Body).RootElement;
        var message = outer.TryGetProperty("oslo.message", out var inner) ? JsonDocument.Parse(inner.GetString()!).RootElement : outer;
        return [.. message.GetProperty("payload").GetProperty("samples").EnumerateArray()];
    }

    // An independent reading of the addresses in the captures: all are well formed.
    private static string WithoutSecrets(JsonElement metadata)
    {
        var text = metadata.GetRawText();
        if (!metadata.TryGetProperty("resource_url", out var url)) return text;
        var uri = new Uri(url.GetString()!);
        return text.Replace(url.GetRawText(), $"\"snmp://{uri.Authority}\"", StringComparison.Ordinal);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
