using System.Text;
using Altimeter.Oslo.Envelope;
using Altimeter.Testing;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Envelope;

public sealed class MessageSignatureTests
{
    private const string WholeSample = """
        {"counter_name": "cpu", "counter_type": "cumulative", "counter_unit": "ns", "counter_volume": 123456789,
         "message_id": "00000000-0000-0000-0000-000000000001", "monotonic_time": 1.25, "project_id": "p1",
         "resource_id": "i1", "resource_metadata": {"display_name": "vm", "flavor": {"ram": 512, "vcpus": 1},
         "tags": ["a", "b"]}, "source": "openstack", "timestamp": "2024-01-02T03:04:05.000001", "user_id": null}
        """;

    private const string WholeEvent = """
        {"message_id": "m-1", "event_type": "compute.instance.delete.end", "generated": "2024-01-02T03:04:05",
         "traits": [["service", 1, "compute"], ["memory_mb", 2, 512], ["ratio", 3, 1.5],
                    ["deleted_at", 4, "2024-01-02T03:04:05.000006"]], "raw": {}}
        """;

    private const string MeterMessage = """
        {"source": "openstack", "counter_name": "cpu", "counter_type": "cumulative", "counter_unit": "ns", "counter_volume": 500, "user_id": "u1",
         "project_id": "p1", "resource_id": "r1", "timestamp": "2024-01-01T00:00:00", "resource_metadata": {}, "message_id": "m1", "monotonic_time": null}
        """;

    private const string PolledStart = """
        {"counter_name": "hardware.cpu.load.1min", "counter_type": "gauge", "counter_unit": "process", "counter_volume": 0.25, "user_id": null,
         "project_id": null, "monotonic_time": null, "resource_id": "10.0.0.5", "source": "hardware", "timestamp": "2022-09-12T10:00:00.123456",
         "message_id": "6f1f6c8a-3283-11ed-a261-0242ac120002", "resource_metadata":
        """;

    public static TheoryData<string> Polled =>
        [.. OsloCapture.Names.Where(name => name.StartsWith("polling_", StringComparison.Ordinal))];

    [Theory]
    [InlineData("{}", "secret", "f9e66e179b6747ae54108f82f8ade8b3c25d76fd30afde6c395822c530196169")]
    [InlineData("{\"a\": {}}", "secret", "f9e66e179b6747ae54108f82f8ade8b3c25d76fd30afde6c395822c530196169")]
    [InlineData("{\"a\": 1}", "secret", "0d558d0621d53ba4bfbe1d2bdabd8f36aa8c0e22f7481a74fd43558c730cf71e")]
    [InlineData("{\"a\": \"é\"}", "secret", "93182fa87b4f05a7e5e0a2f49ea3be8626546077da760050718cb2c6a00abaa2")]
    [InlineData("{\"a\": \"\\u00e9\"}", "sécret", "c2629fa5c21d25eec2ad4a695e554a9e8376868c2367cc6d7ab5f30ab64bf447")]
    [InlineData("{\"counter_volume\": 1}", "secret", "df3c748502be3e14ebdd80efd6599c97cbc33003fb10f9e0d4ee44da7d5284b8")]
    [InlineData("{\"counter_volume\": 1.0}", "secret", "4bb103f1b93a4a4639651d4661a3650cf1e36b8befb6653df9125e19399ad504")]
    [InlineData("{\"counter_volume\": null}", "secret", "e8151d612ee3889bd8fdf1d35a2c6981bcfb67d778cee968a31347963169cb38")]
    [InlineData("{\"a\": true}", "secret", "bf69dc7d2b9bb499cb00784f8a0caf0739953d441ed84cd58bbce909800a4df9")]
    [InlineData("{\"a\": []}", "secret", "b75fb2271eb24f0e06787c41323a18525995a81b60211b6eada6bed5687a0a69")]
    [InlineData("{\"z\": 1, \"a\": 2}", "secret", "eb158fc38eda3b66838c531143eef98a327b984e76c3496fd1d7a4a8640250af")]
    [InlineData("{\"a\": {\"z\": 1, \"b\": \"q\"}}", "secret", "45d430981bedfe22b37f6cec58cde6ddb54a343cd4418ce901c12fb771c980cc")]
    [InlineData("{\"a\": [\"é\", \"x\"]}", "secret", "dc039dda01e76be8f59b8660843767d43114f67e3c7e558076a9ba1e68c9a286")]
    [InlineData("{\"a\": [\"it's\"]}", "secret", "a32f175fd3a558ca732a883a53c089eb77059475bac032f42f761feb21cce3cd")]
    [InlineData("{\"a\": [{\"k\": [\"v\", null, 1.5]}]}", "secret", "df449f5492b62e2577156115d2713f04bc20c970cfed7815c25507585adaf41d")]
    [InlineData(WholeSample, "change this for valid signing", "be33f046663ae260b32ffb2185d123c11eba21b037b01be5a9065c0e684ee0b3")]
    [InlineData(WholeEvent, "secret", "75e87bd84b5929413e07a1f6328c6fd9f0e35c61d0ebe47e7a807eb036e0472c")]
    public void Item122_Vectors(string message, string secret, string signature) => Assert.Equal(signature, Sign(message, secret));

    [Theory]
    [InlineData("{\"a\":\"A\",\"b\":\"B\"}", "206c9fa590b1c7d750a52509a0c0c0d331febda024c0ae719fe4a7cd27b9fe49")]
    [InlineData("{\"a\":1,\"b\":null,\"c\":true,\"d\":1.5,\"e\":{\"x\":\"y\"},\"f\":[\"p\",2,{\"q\":\"r\"}]}", "2f8e3ea81f6317e995ffeab056467f4df80356d824122957f5250c0bc45ce292")]
    [InlineData(MeterMessage, "cd646cccf99df27f2f1311a9733877cb7a6a8077c09dfec6ab42db32b646ba8b")]
    public void Compute_MeterMessages_Vectors(string message, string signature) => Assert.Equal(signature, Sign(message, "k1"));

    [Theory]
    [InlineData("{\"resource_url\":\"snmp://public@10.0.0.5\"}", "change this for valid signing", "0cb208316ab0246faee327c64fe07ad58899f82ea558dac77a5c55b0f09958a9")]
    [InlineData("{\"b\":{\"y\":true,\"x\":[1,\"a\"]},\"a\":1.0,\"z\":{}}", "s3cret", "d90ec090a64fcf98064902691ea9663851104f80442a07ee3a994ceffa8d051d")]
    public void Compute_PolledSample_Vectors(string metadata, string secret, string signature) =>
        Assert.Equal(signature, Sign(PolledStart + metadata + "}", secret));

    [Theory]
    [MemberData(nameof(Polled))]
    public void Verify_CapturedSamples_AreValid(string name) => AssertAllValid(name, "labsecret", expected: 1);

    [Fact]
    public void Verify_CapturedBatch_IsValid() => AssertAllValid("telemetry_polling_50_samples_made_by_hand", "labsecret", expected: 50);

    [Fact]
    public void Item123_EmptySecret_SignsNothingAndAcceptsAll()
    {
        Assert.Equal("", Sign("{\"a\": 1}", ""));
        Assert.True(MessageSignature.Verify(Parse("{\"a\": 1, \"message_signature\": \"x\"}"), ""));
    }

    [Fact]
    public void Item125_Order_MattersInArraysOnly()
    {
        Assert.Equal(Sign("{\"a\": 1, \"b\": 2}", "s"), Sign("{\"b\": 2, \"a\": 1}", "s"));
        Assert.NotEqual(Sign("{\"a\": [1, 2]}", "s"), Sign("{\"a\": [2, 1]}", "s"));
    }

    [Fact]
    public void Item126_Keys_AreOrderedByCodePoint()
    {
        // The order shows where the values join: 1 then 2, or 2 then 1.
        var expected = Sign("{\"a\ufffd\": \"1a\ud83d\ude002\"}", "s");

        Assert.Equal(expected, Sign("{\"a\ud83d\ude00\": 2, \"a\ufffd\": 1}", "s"));
    }

    [Fact]
    public void Item127_OwnMember_IsNotSignedButNestedIs()
    {
        Assert.Equal(Sign("{\"a\": 1}", "s"), Sign("{\"a\": 1, \"message_signature\": \"x\"}", "s"));
        Assert.NotEqual(Sign("{\"a\": {}}", "s"), Sign("{\"a\": {\"message_signature\": \"x\"}}", "s"));
    }

    [Theory]
    [InlineData("{\"a\": 1}")]
    [InlineData("{\"a\": 1, \"message_signature\": null}")]
    [InlineData("{\"a\": 1, \"message_signature\": 5}")]
    [InlineData("{\"a\": 1, \"message_signature\": \"é\"}")]
    [InlineData("{\"a\": \"\\ud800\", \"message_signature\": \"x\"}")]
    [InlineData("[]")]
    public void Verify_NoValidSignature_IsFalse(string message) => Assert.False(MessageSignature.Verify(Parse(message), "s"));

    [Fact]
    public void Compute_LoneSurrogate_Throws() => Assert.Throws<FormatException>(() => Sign("{\"a\": \"\\ud800\"}", "s"));

    [Fact]
    public void Compute_RepeatedKey_SignsTheLast() => Assert.Equal(Sign("{\"a\": 2}", "s"), Sign("{\"a\": 1, \"a\": 2}", "s"));

    private static void AssertAllValid(string name, string secret, int expected)
    {
        Assert.True(NotificationEnvelope.TryParse(OsloCapture.Load(name).Body, "application/json", null, out var notification, out var reason), reason);
        Assert.True(notification.Payload.TryGetMember("samples"u8, out var samples));

        var count = 0;
        foreach (var sample in samples.Items())
        {
            count++;
            Assert.True(MessageSignature.Verify(sample, secret), sample.ToString());
            Assert.False(MessageSignature.Verify(sample, secret + "x"));
        }

        Assert.True(count >= expected);
    }

    private static string Sign(string message, string secret) => MessageSignature.Compute(Encoding.UTF8.GetBytes(message), secret);

    private static RawJson Parse(string message)
    {
        Assert.True(RawJson.TryParse(Encoding.UTF8.GetBytes(message), out var value, out _));
        return value;
    }
}
