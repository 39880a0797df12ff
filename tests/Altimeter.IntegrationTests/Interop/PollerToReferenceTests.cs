using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>Our poller in the place of ceilometer-polling: a real ceilometer-agent-notification takes its notifications from the broker and publishes them.</summary>
public sealed class PollerToReferenceTests(RealServers servers)
{
    private const string Device = "interop-snmpd";
    private const string Secret = "a key: ü";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Members of a metering message, and of the class that the agent makes of them.
    private static readonly (string Message, string Published)[] Members =
    [
        ("counter_name", "name"), ("counter_type", "type"), ("counter_unit", "unit"), ("counter_volume", "volume"), ("user_id", "user_id"), ("project_id", "project_id"),
        ("resource_id", "resource_id"), ("timestamp", "timestamp"), ("resource_metadata", "resource_metadata"), ("source", "source"), ("message_id", "id"),
    ];

    [Fact]
    public async Task Notifications_OfOurPoller_ArePublishedAsTheyAreAndTheirSignaturesHold()
    {
        var token = TestContext.Current.CancellationToken;
        var (broker, snmpd) = (await servers.RabbitMqAsync(), await servers.SnmpdAsync());
        await servers.CeilometerAsync();
        var access = await broker.CreateAccessAsync($"interop-{Guid.NewGuid():N}"[..15], token);
        await using var agent = await CeilometerAgent.StartWithFileAsync(broker, access.OsloHost, Secret, token);
        await using var tap = await WireTap.CreateAsync(broker, access.OsloHost, token);
        await using (var poller = await StartPollerAsync(access, snmpd, token))
        {
            await Wait.UntilAsync($"two polls published\n{agent.Tail()}", Limit, _ => Task.FromResult(CountOf(agent, "hardware.memory.total") >= 2), token);
            Assert.Equal(0, await poller.StopAsync(Limit));
        }

        var sent = await tap.TakeAsync(token);
        await Wait.UntilAsync("every sample published", Limit, _ => Task.FromResult(agent.ReadPublished().Count >= sent.Count), token);
        var published = agent.ReadPublished().ToDictionary(sample => sample.GetProperty("id").GetString()!);
        Assert.Equal(sent.Count, published.Count);
        Assert.All(sent, message => AssertSame(message, published[(string)message["message_id"]!]));
        await AssertValueAsync("hardware.memory.total", "1.3.6.1.4.1.2021.4.5.0");
        await AssertValueAsync("hardware.memory.swap.total", "1.3.6.1.4.1.2021.4.3.0");

        Assert.Equal(sent.Count, await Signatures.CountValidAsync(sent, Secret, token));
        Assert.Equal(0, await Signatures.CountValidAsync(sent, "another key", token));

        async Task AssertValueAsync(string meter, string oid)
        {
            var expected = double.Parse((await snmpd.GetAsync(oid, token)).Split(' ')[0], CultureInfo.InvariantCulture);
            Assert.All(published.Values.Where(sample => sample.GetProperty("name").GetString() == meter), sample => Assert.Equal(expected, sample.GetProperty("volume").GetDouble()));
        }
    }

    /// <summary>The reference never looks at signatures: why VerifySignatures is off by default.</summary>
    [Fact]
    public async Task Reference_SampleSignedWithAnotherKey_IsPublished()
    {
        var token = TestContext.Current.CancellationToken;
        var broker = await servers.RabbitMqAsync();
        await servers.CeilometerAsync();
        var access = await broker.CreateAccessAsync($"interop-{Guid.NewGuid():N}"[..15], token);
        await using var agent = await CeilometerAgent.StartWithFileAsync(broker, access.OsloHost, Secret, token);

        await using var poller = await StartPollerAsync(access, await servers.SnmpdAsync(), token, "another key");

        await Wait.UntilAsync($"a poll published\n{agent.Tail()}", Limit, _ => Task.FromResult(CountOf(agent, "hardware.memory.total") >= 1), token);
    }

    private static Task<ServiceProcess> StartPollerAsync(BrokerAccess access, SnmpdServer snmpd, CancellationToken token, string secret = Secret) => ServiceProcess.StartAsync(
        "Altimeter.SnmpPoller",
        new Dictionary<string, string>
        {
            ["RabbitMq:Url"] = access.ContractsUrlOf("snmp-poller"),
            ["Oslo:TransportUrls:0"] = access.OsloUrlOf("snmp-poller"),
            ["Ceilometer:TelemetrySecret"] = secret,
            ["SnmpPoller:Output"] = "Notifications",
            ["SnmpPoller:Interval"] = "00:00:01",
            ["SnmpPoller:Targets:0:ResourceId"] = Device,
            ["SnmpPoller:Targets:0:ResourceUrl"] = snmpd.Target,
        },
        token);

    private static int CountOf(CeilometerAgent agent, string meter) => agent.ReadPublished().Count(sample =>
        sample.GetProperty("name").GetString() == meter && sample.GetProperty("resource_id").GetString() == Device);

    private static void AssertSame(JsonObject message, JsonElement published)
    {
        Assert.Equal(Members.Select(member => member.Message).Concat(["monotonic_time", "message_signature"]).Order(), message.Select(member => member.Key).Order());
        foreach (var (name, of) in Members) Assert.Equal((name, message[name]?.ToJsonString()), (name, JsonNode.Parse(published.GetProperty(of).GetRawText())?.ToJsonString()));
    }
}
