using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>Our router, pipeline and writer in the place of ceilometer-agent-notification: what a real ceilometer-polling sends is published field by field.</summary>
public sealed class ReferencePollingTests(RealServers servers)
{
    private const string Secret = "a key: ü";
    private const string Device = "interop-polled";
    private const string Meter = "hardware.memory.total";
    private const double Value = 4096.5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Samples_OfTheRealPolling_ArePublishedFieldByField()
    {
        var token = TestContext.Current.CancellationToken;
        var (broker, gnocchi) = (await servers.RabbitMqAsync(), await servers.GnocchiAsync());
        await servers.CeilometerAsync();
        var access = await broker.CreateAccessAsync($"interop-{Guid.NewGuid():N}"[..15], token);
        var arrived = new ConcurrentDictionary<string, Sample>();
        await using var router = await StartAsync(
            "Altimeter.NotificationRouter",
            "notification-router",
            ("Oslo:TransportUrls:0", access.OsloUrlOf("notification-router")),
            ("Ceilometer:VerifySignatures", "true"),
            ("Ceilometer:TelemetrySecret", Secret));
        await using var pipeline = await StartAsync("Altimeter.SamplePipeline", "sample-pipeline");
        await using var writer = await StartAsync("Altimeter.GnocchiWriter", "gnocchi-writer", ("Gnocchi:Endpoint", gnocchi.Endpoint));
        await using var published = await LaneTap.CreateAsync(broker, access.ContractsHost, LaneSet.WriterSamples, "interop-published", sample => arrived[sample.Id + sample.Name] = sample, token);
        await using var wire = await WireTap.CreateAsync(broker, access.OsloHost, token);

        await using (var polling = await CeilometerPolling.StartAsync(access.NotifierUrl, Secret, Polled(), token))
        {
            try
            {
                var measures = await gnocchi.WaitForMeasuresAsync(Device, Meter, 1, Limit, token, "host");
                Assert.All(measures, measure => Assert.Equal(Value, measure.Value));
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{e.Message}\n{string.Join("\n\n", polling.Tail(), router.Tail(), pipeline.Tail(), writer.Tail())}", e);
            }
        }

        var sent = await wire.TakeAsync(token);
        Assert.Equal(Polled().Select(sample => (string?)sample!["name"]).Order(), sent.Select(message => (string?)message["counter_name"]).Distinct().Order());
        await broker.Management.WaitForDepthAsync(access.OsloHost, "notifications.sample", 0, Limit, token);
        await Wait.UntilAsync("every sample passed on", Limit, async inner => await pipeline.MetricAsync("altimeter_pipeline_samples_out_total", "", inner) >= sent.Count, token);
        await published.DrainAsync(token);
        Assert.Equal(sent.Count, arrived.Count);
        Assert.All(sent, message => AssertSame(message, arrived[(string)message["message_id"]! + (string)message["counter_name"]!]));
        Assert.Equal(0, await router.MetricAsync("altimeter_dead_letters_total", "", token));

        Task<ServiceProcess> StartAsync(string project, string service, params (string Key, string Value)[] settings) => ServiceProcess.StartAsync(
            project, settings.Append((Key: "RabbitMq:Url", Value: access.ContractsUrlOf(service))).ToDictionary(s => s.Key, s => s.Value), token);
    }

    private static JsonArray Polled() =>
    [
        Sample(Meter, Device, "B", "4096.5", """{"resource_url": "snmp://127.0.0.1", "nested": {"a": [1, 2.0, null, true, "é"], "b": {}}}"""),
        Sample("whole", "text/with a slash", "", "1", "{}"),
        Sample("fraction", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "°C", "1.0", """{"large": 18446744073709551615, "small": 1e-07}"""),
        Sample("negative", "größe", "B", "-3", """{"text": "\"quoted\" \\ \n 𝄞"}"""),
    ];

    private static JsonObject Sample(string name, string resource, string unit, string volume, string metadata) => new()
    {
        ["name"] = name,
        ["type"] = "gauge",
        ["unit"] = unit,
        ["volume"] = JsonNode.Parse(volume),
        ["user_id"] = name == "whole" ? null : "a user",
        ["project_id"] = name == "whole" ? null : "a project",
        ["resource_id"] = resource,
        ["resource_metadata"] = JsonNode.Parse(metadata),
        ["source"] = "interop",
    };

    private static void AssertSame(JsonObject message, Sample sample)
    {
        (string Member, string? Found)[] found =
        [
            ("counter_name", Text(sample.Name)), ("counter_type", Text(sample.Type)), ("counter_unit", Text(sample.Unit)), ("counter_volume", Json(sample.Volume)),
            ("user_id", Text(sample.UserId)), ("project_id", Text(sample.ProjectId)), ("resource_id", Text(sample.ResourceId)), ("timestamp", Text(sample.Timestamp)),
            ("resource_metadata", Json(sample.Metadata) ?? "{}"), ("source", Text(sample.Source)), ("message_id", Text(sample.Id)),
        ];
        Assert.Equal(found.Select(member => member.Member).Concat(["monotonic_time", "message_signature"]).Order(), message.Select(member => member.Key).Order());
        Assert.All(found, member => Assert.Equal(message[member.Member]?.ToJsonString(), member.Found));
        Assert.True(DateTime.TryParse(sample.Timestamp, CultureInfo.InvariantCulture, out _), sample.Timestamp);

        static string? Text(string? value) => value is null ? null : JsonValue.Create(value).ToJsonString(JsonSerializerOptions.Default);
        static string? Json(ReadOnlyMemory<byte> value) => value.IsEmpty ? null : JsonNode.Parse(Encoding.UTF8.GetString(value.Span))?.ToJsonString();
    }
}
