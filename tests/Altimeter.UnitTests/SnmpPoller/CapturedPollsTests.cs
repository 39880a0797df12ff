using System.Text;
using System.Text.Json;
using Altimeter.Contracts.V1;
using Altimeter.Snmp;
using Altimeter.SnmpPoller;
using Altimeter.SnmpPoller.Definitions;
using Altimeter.SnmpPoller.Output;
using Altimeter.Testing;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

/// <summary>Compared with what the reference's poller sent for two net-snmp agents.</summary>
public sealed class CapturedPollsTests
{
    private const string Secret = "labsecret";

    public static TheoryData<string> Captures => [.. OsloCapture.Names.Where(name => name.StartsWith("polling_", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Captures))]
    public void Payload_CapturedSamples_IsTheCapturedTextWithItsSignatures(string name)
    {
        var payload = PayloadOf(name);
        var samples = payload.GetProperty("samples").EnumerateArray().Select(ToSample).ToList();

        Assert.Equal(payload.GetRawText(), MeteringMessage.Payload(samples, Secret).ToString());
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public async Task Poll_AgentWithTheCapturedValues_GivesTheCapturedSamples(string name)
    {
        var captured = PayloadOf(name).GetProperty("samples").EnumerateArray().Select(ToSample).ToList();
        if (captured[0].Name.StartsWith("hardware.disk.", StringComparison.Ordinal) && captured[0].ResourceId == "127.0.0.1") return; // Q: the reference does not name the device
        using var fixture = new PollerFixture(new SnmpPollerOptions
        {
            Targets = [.. captured.Select(UrlOf).Distinct().Select(url => new PollTargetOptions { ResourceUrl = url })],
            Meters = [captured[0].Name],
        });
        var meter = fixture.Definitions.Meters.Single(meter => meter.Name == captured[0].Name);
        var row = 0u;
        foreach (var sample in captured) AddToAgent(fixture.Agents, meter, sample, ++row);

        var polled = await fixture.PollAsync();

        Assert.Equal(captured.Select(Comparable), polled.Select(Comparable));
    }

    private static JsonElement PayloadOf(string name)
    {
        var body = JsonDocument.Parse(OsloCapture.Load(name).Body).RootElement;
        return JsonDocument.Parse(body.GetProperty("oslo.message").GetString()!).RootElement.GetProperty("payload");
    }

    private static Sample ToSample(JsonElement message) => new()
    {
        Name = message.GetProperty("counter_name").GetString()!,
        Type = message.GetProperty("counter_type").GetString()!,
        Unit = message.GetProperty("counter_unit").GetString(),
        Volume = Encoding.UTF8.GetBytes(message.GetProperty("counter_volume").GetRawText()),
        ResourceId = message.GetProperty("resource_id").GetString(),
        Timestamp = message.GetProperty("timestamp").GetString(),
        Metadata = Encoding.UTF8.GetBytes(message.GetProperty("resource_metadata").GetRawText()),
        Source = message.GetProperty("source").GetString()!,
        Id = message.GetProperty("message_id").GetString()!,
    };

    private static string UrlOf(Sample sample) => JsonDocument.Parse(sample.Metadata).RootElement.GetProperty("resource_url").GetString()!;

    private static string Comparable(Sample sample)
    {
        var members = JsonDocument.Parse(sample.Metadata).RootElement.EnumerateObject().Select(member =>
            $"{member.Name}={(member.Name == "resource_url" ? PollResource.WithoutCredentials(member.Value.GetString()!) : member.Value.GetRawText())}");
        return $"{sample.Name} {sample.Type} {sample.Unit} {Encoding.UTF8.GetString(sample.Volume.Span)} {sample.ResourceId} {sample.Source} {string.Join(' ', members)}";
    }

    private static void AddToAgent(FakeAgents agents, MeterDefinition meter, Sample sample, uint row)
    {
        var metadata = JsonDocument.Parse(sample.Metadata).RootElement;
        Assert.True(SnmpUri.TryParse(UrlOf(sample), out var target, out _));
        void Add(Oid oid, SnmpValue value) => agents.Add(target.Host, ((meter.IsPrefix ? oid.Append(row) : oid).ToString(), value));

        var volume = Encoding.UTF8.GetString(sample.Volume.Span);
        if (meter.PostOperation == PostOperation.MemoryAvailToUsed)
        {
            Add(meter.Oid, SnmpValue.Integer(1));
            Add(Oid.Parse("1.3.6.1.4.1.2021.4.5.0"), SnmpValue.Integer(long.Parse(volume) + 1));
            return;
        }

        Add(meter.Oid, meter.Converter.Name == "float_text" ? SnmpValue.OctetString(volume) : SnmpValue.Integer(long.Parse(volume)));
        foreach (var definition in meter.Metadata)
        {
            var value = metadata.GetProperty(definition.Key);
            Add(definition.Oid, definition.Converter.Name switch
            {
                "bits_to_bytes" => SnmpValue.Unsigned(SnmpType.Gauge32, (ulong)(value.GetDouble() * 8)),
                "hex" => SnmpValue.OctetString(Convert.FromHexString(value.GetString()!)),
                _ => SnmpValue.OctetString(value.GetString()!),
            });
        }

        if (metadata.TryGetProperty("ip", out var ip) && ip.GetString() is { Length: > 0 } address)
            agents.Add(target.Host, ($"1.3.6.1.2.1.4.20.1.2.{address}", SnmpValue.Integer(row)));
    }
}
