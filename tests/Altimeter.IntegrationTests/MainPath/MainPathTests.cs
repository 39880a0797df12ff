using System.Globalization;
using System.Text.Json.Nodes;
using Altimeter.Testing;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.MainPath;

/// <summary>From the source to Gnocchi over real servers: what comes out is what went in.</summary>
public sealed class MainPathTests(FourServices services) : IClassFixture<FourServices>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("hardware.memory.total", "1.3.6.1.4.1.2021.4.5.0")]
    [InlineData("hardware.memory.swap.total", "1.3.6.1.4.1.2021.4.3.0")]
    public async Task Snmpd_PolledValue_IsReadBackFromGnocchi(string meter, string oid)
    {
        var token = TestContext.Current.CancellationToken;
        var expected = double.Parse((await services.Snmpd.GetAsync(oid, token)).Split(' ')[0], CultureInfo.InvariantCulture);

        await services.ExplainAsync(async () =>
        {
            var measures = await services.Gnocchi.WaitForMeasuresAsync(FourServices.Device, meter, 1, Limit, token, "host");

            Assert.All(measures, measure => Assert.Equal(expected, measure.Value));
        });
    }

    [Fact]
    public async Task Notifier_SampleOfAnOperatorsMeter_IsAMetricOfItsHost()
    {
        var token = TestContext.Current.CancellationToken;
        (string Driver, string Timestamp)[] sent = [("messagingv2", "2026-11-24T08:00:00"), ("messaging", "2026-11-24T09:00:00")];

        foreach (var (driver, timestamp) in sent) await OsloNotifier.SendSamplesAsync(services.Access.NotifierUrl, driver, [Sample(timestamp)], token);

        await services.ExplainAsync(async () =>
        {
            var measures = await services.Gnocchi.WaitForMeasuresAsync("30.90.2.27", FourServices.OperatorsMeter, sent.Length, Limit, token, "host");
            Assert.Equal(sent.Select(s => (DateTimeOffset.Parse(s.Timestamp + "Z", CultureInfo.InvariantCulture), 80.0)), measures.Select(m => (m.Timestamp, m.Value)));
        });
        var resource = await services.Gnocchi.GetAsync("/v1/resource/host/30.90.2.27", token);
        Assert.Equal("host", (string?)resource!["type"]);
        Assert.Equal("snmp://30.90.2.27", (string?)resource["host_name"]);
    }

    [Fact]
    public async Task Fixtures_PublishedByteForByte_GiveTheirSamplesAndBlockNone()
    {
        var token = TestContext.Current.CancellationToken;
        var captures = OsloCapture.Names.Select(OsloCapture.Load).ToList();
        var polling = captures.Where(capture => capture.Name.Contains("polling", StringComparison.Ordinal)).ToList();
        var samples = polling.Sum(capture => SamplesIn(capture).Count);
        Assert.Equal(31, polling.Count);
        var unhandledBefore = await services.Router.MetricAsync("altimeter_dropped_total", "reason=\"unhandled\"", token);
        var setAsideBefore = await services.Router.MetricAsync("altimeter_dead_letters_total", "", token);

        await PublishAsync(captures, token);

        await Wait.UntilAsync(
            "every other fixture is counted as unhandled",
            Limit,
            async inner => await services.Router.MetricAsync("altimeter_dropped_total", "reason=\"unhandled\"", inner) - unhandledBefore == captures.Count(capture => capture.RoutingKey.StartsWith("notifications.", StringComparison.Ordinal)) - polling.Count,
            token);
        foreach (var sample in polling.SelectMany(SamplesIn).Where(sample => (string?)sample["counter_name"] == "hardware.memory.total"))
        {
            var id = (string)sample["resource_id"]!;
            var at = DateTimeOffset.Parse($"{sample["timestamp"]}Z", CultureInfo.InvariantCulture);
            var measures = await services.Gnocchi.WaitForMeasuresAsync(id, "hardware.memory.total", 1, Limit, token, "host");
            Assert.Contains(measures, measure => measure.Timestamp <= at && at < measure.Timestamp + measure.Granularity && measure.Value == (double)sample["counter_volume"]!);
        }

        await services.Broker.Management.WaitForDepthAsync(services.Access.OsloHost, "notifications.sample", 0, Limit, token);
        await services.Broker.Management.WaitForDepthAsync(services.Access.OsloHost, "notifications.info", 0, Limit, token);
        Assert.Equal(setAsideBefore, await services.Router.MetricAsync("altimeter_dead_letters_total", "", token));
        Assert.True(samples > 80, $"{samples} samples in the fixtures");
        Assert.DoesNotContain("_error", string.Join(' ', (await services.Broker.Management.QueuesAsync(services.Access.ContractsHost, token)).Keys), StringComparison.Ordinal);
    }

    private static JsonObject Sample(string timestamp) => new()
    {
        ["source"] = "hardware",
        ["counter_name"] = FourServices.OperatorsMeter,
        ["counter_type"] = "gauge",
        ["counter_unit"] = "%",
        ["counter_volume"] = 80,
        ["user_id"] = null,
        ["project_id"] = null,
        ["resource_id"] = "30.90.2.27",
        ["timestamp"] = timestamp,
        ["resource_metadata"] = new JsonObject { ["resource_url"] = "snmp://30.90.2.27" },
        ["message_id"] = Guid.NewGuid().ToString(),
    };

    private static IReadOnlyList<JsonNode> SamplesIn(OsloCapture capture)
    {
        var envelope = JsonNode.Parse(capture.Body)!;
        var message = envelope["oslo.message"] is { } inner ? JsonNode.Parse((string)inner!)! : envelope;
        return [.. message["payload"]!["samples"]!.AsArray().Select(sample => sample!)];
    }

    private async Task PublishAsync(IReadOnlyList<OsloCapture> captures, CancellationToken token)
    {
        var factory = new ConnectionFactory { Uri = new Uri(services.Broker.UrlOf(services.Access.OsloHost)), AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        foreach (var capture in captures.Where(capture => capture.RoutingKey.StartsWith("notifications.", StringComparison.Ordinal)))
        {
            // The captures name the exchanges of services that this broker may not have seen: what counts is the queue.
            var properties = new BasicProperties { ContentType = capture.ContentType, ContentEncoding = "utf-8", DeliveryMode = DeliveryModes.Persistent };
            await channel.BasicPublishAsync("ceilometer", capture.RoutingKey, mandatory: true, properties, capture.Body, token);
        }
    }
}
