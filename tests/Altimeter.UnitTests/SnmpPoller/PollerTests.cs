using System.Globalization;
using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.Snmp;
using Altimeter.SnmpPoller;
using Altimeter.SnmpPoller.Polling;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

public sealed class PollerTests
{
    private const string Ucd = "1.3.6.1.4.1.2021";
    private const string Interface = "1.3.6.1.2.1.2.2.1";
    private const string AddressIndex = "1.3.6.1.2.1.4.20.1.2";

    private static PollerFixture Fixture(string meter, string? url = null, string? snmp = null, SampleTimestamp timestamp = SampleTimestamp.Scheduled, string? id = null) => new(
        new SnmpPollerOptions
        {
            Targets = [new PollTargetOptions { ResourceUrl = url ?? "snmp://h", ResourceId = id }],
            Meters = [meter],
            Timestamp = timestamp,
            SpreadPhases = false,
        },
        snmp: snmp);

    private static SnmpValue Counter(uint value) => SnmpValue.Unsigned(SnmpType.Counter32, value);

    private static string Volume(Sample sample) => Encoding.UTF8.GetString(sample.Volume.Span);

    private static string Metadata(Sample sample) => Encoding.UTF8.GetString(sample.Metadata.Span);

    [Fact]
    public async Task Item51_ExactMeter_GivesOneSample()
    {
        using var fixture = Fixture("hardware.cpu.user");
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", Counter(7)));

        var sample = Assert.Single(await fixture.PollAsync());

        Assert.Equal(("hardware.cpu.user", "gauge", "tick", "7"), (sample.Name, sample.Type, sample.Unit, Volume(sample)));
        Assert.Equal("{\"resource_url\":\"snmp://h\"}", Metadata(sample));
    }

    [Fact]
    public async Task Item52_LoadAverage_IsAFloat()
    {
        using var fixture = Fixture("hardware.cpu.load.1min");
        fixture.Agents.Add("h", ($"{Ucd}.10.1.3.1", SnmpValue.OctetString("0.25")));
        Assert.Equal("0.25", Volume(Assert.Single(await fixture.PollAsync())));
    }

    [Fact]
    public async Task Item53_NoSuchObject_GivesNoSample()
    {
        using var fixture = Fixture("hardware.cpu.*");
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", Counter(7)));
        Assert.Equal("hardware.cpu.user", Assert.Single(await fixture.PollAsync()).Name);
        Assert.Equal(DevicePollState.Up, fixture.Status.Devices[0].State);
    }

    [Fact]
    public async Task Item54_ExactMeterWithMetadata_AsksOneGet()
    {
        using var fixture = Fixture("m", snmp: """
            metric:
              - name: m
                unit: B
                type: gauge
                snmp_inspector:
                  matching_type: type_exact
                  oid: 1.3.6.1.2.1.1.1.0
                  type: int
                  metadata: {a: {oid: 1.3.6.1.2.1.1.2.0, type: str}, b: {oid: 1.3.6.1.2.1.1.3.0, type: str}}
            """);
        fixture.Agents.Add("h", ("1.3.6.1.2.1.1.1.0", Counter(1)), ("1.3.6.1.2.1.1.2.0", SnmpValue.OctetString("x")));

        var sample = Assert.Single(await fixture.PollAsync());

        Assert.Equal(3, Assert.Single(fixture.Agents.Asked).Oids.Length);
        Assert.Equal("{\"a\":\"x\",\"b\":null,\"resource_url\":\"snmp://h\"}", Metadata(sample));
    }

    [Fact]
    public async Task Item55_DiskTable_GivesASamplePerRowInOrder()
    {
        using var fixture = Fixture("hardware.disk.size.total");
        fixture.Agents.Add(
            "h", ($"{Ucd}.9.1.6.1", Counter(100)), ($"{Ucd}.9.1.6.2", Counter(200)), ($"{Ucd}.9.1.2.1", SnmpValue.OctetString("/")),
            ($"{Ucd}.9.1.3.1", SnmpValue.OctetString("/dev/sda")), ($"{Ucd}.9.1.3.2", SnmpValue.OctetString("tmpfs")));

        var samples = await fixture.PollAsync();

        Assert.Equal(["h./dev/sda 100", "h.tmpfs 200"], samples.Select(sample => $"{sample.ResourceId} {Volume(sample)}"));
        Assert.Equal("{\"path\":\"/\",\"device\":\"/dev/sda\",\"resource_url\":\"snmp://h\",\"resource_id\":\"h./dev/sda\"}", Metadata(samples[0]));
    }

    [Fact]
    public async Task Item56And57_Tables_EachColumnOncePerVisitAndAgainInTheNext()
    {
        using var fixture = Fixture("hardware.*");
        fixture.Agents.Add("h", ($"{Interface}.10.1", Counter(1)), ($"{Interface}.16.1", Counter(2)));

        await fixture.PollAsync();
        var first = fixture.Agents.Asked.ToArray();
        await fixture.PollAsync();

        Assert.Equal(["GET", "WALK", "WALK", "WALK", "WALK"], first.Select(request => request.Kind));
        var columns = first.SelectMany(request => request.Oids).ToList();
        Assert.Equal(columns.Count, columns.Distinct().Count());
        Assert.Equal([$"{Interface}.10", $"{Interface}.2", $"{Interface}.5", $"{Interface}.6", $"{Interface}.16", $"{Interface}.20"], first.Single(request => request.Oids.Contains($"{Interface}.10")).Oids);
        Assert.Equal(2 * first.Length, fixture.Agents.Asked.Count);
    }

    [Fact]
    public async Task Item58_MemoryUsed_IsTotalLessAvailable()
    {
        using var fixture = Fixture("hardware.memory.used");
        fixture.Agents.Add("h", ($"{Ucd}.4.6.0", SnmpValue.Integer(3000)));
        Assert.Empty(await fixture.PollAsync());

        fixture.Agents.Add("h", ($"{Ucd}.4.5.0", SnmpValue.Integer(8000)));
        Assert.Equal("5000", Volume(Assert.Single(await fixture.PollAsync())));
    }

    [Fact]
    public async Task Item59To62_Interface_HasAddressSpeedAndMac()
    {
        using var fixture = Fixture("hardware.network.incoming.bytes");
        fixture.Agents.Add(
            "h", ($"{Interface}.10.2", Counter(5)), ($"{Interface}.2.2", SnmpValue.OctetString("eth0")), ($"{Interface}.5.2", SnmpValue.Unsigned(SnmpType.Gauge32, 1_000_000_000)),
            ($"{Interface}.6.2", SnmpValue.OctetString(Convert.FromHexString("001b21aabbcc"))), ($"{AddressIndex}.192.0.2.9", SnmpValue.Integer(2)),
            ($"{Interface}.10.3", Counter(6)), ($"{Interface}.2.3", SnmpValue.OctetString("eth1")), ($"{Interface}.6.3", SnmpValue.OctetString("")));

        var samples = await fixture.PollAsync();

        Assert.Equal(
            "{\"name\":\"eth0\",\"speed\":125000000.0,\"mac\":\"001b21aabbcc\",\"ip\":\"192.0.2.9\",\"resource_url\":\"snmp://h\",\"resource_id\":\"h.eth0\"}", Metadata(samples[0]));
        Assert.Equal("{\"name\":\"eth1\",\"speed\":null,\"mac\":\"\",\"ip\":\"\",\"resource_url\":\"snmp://h\",\"resource_id\":\"h.eth1\"}", Metadata(samples[1]));
    }

    [Fact]
    public async Task Item63_RowWithoutName_GivesASampleOfTheHost()
    {
        using var fixture = Fixture("hardware.network.incoming.bytes");
        fixture.Agents.Add("h", ($"{Interface}.10.2", Counter(5)));
        var sample = Assert.Single(await fixture.PollAsync());
        Assert.Equal("h", sample.ResourceId);
        Assert.StartsWith("{\"name\":null,", Metadata(sample), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(50)]
    [InlineData(101)]
    public async Task Item64_Table_LosesNoCell(int rows)
    {
        using var fixture = Fixture("hardware.network.*.bytes");
        for (var i = 1; i <= rows; i++)
            fixture.Agents.Add("h", ($"{Interface}.10.{i}", Counter(1)), ($"{Interface}.16.{i}", Counter(1)), ($"{Interface}.2.{i}", SnmpValue.OctetString($"eth{i}")));
        var samples = await fixture.PollAsync();
        Assert.Equal(2 * rows, samples.Count);
        Assert.Equal(2 * rows, samples.Select(sample => sample.Id).Distinct().Count());
    }

    [Fact]
    public async Task Item66_Prefix_IsComparedBySubIdentifier()
    {
        using var fixture = Fixture("m", snmp: "metric: [{name: m, unit: B, type: gauge, snmp_inspector: {matching_type: type_prefix, oid: 1.3.6.1.4.1.2021.9.1.1, type: int}}]");
        fixture.Agents.Add("h", ($"{Ucd}.9.1.10.1", Counter(1)), ($"{Ucd}.9.1.1.1", Counter(2)));
        Assert.Equal("2", Volume(Assert.Single(await fixture.PollAsync())));
    }

    [Fact]
    public async Task Item67_UrlResource_IsNamedByItsHostInLowerCase()
    {
        using var fixture = Fixture("hardware.cpu.user", "snmp://public@Foo:1161");
        fixture.Agents.Add("foo", ($"{Ucd}.11.50.0", Counter(7)));
        var sample = Assert.Single(await fixture.PollAsync());
        Assert.Equal(("foo", "hardware", null, null), (sample.ResourceId, sample.Source, sample.UserId, sample.ProjectId));
        Assert.True(sample.MonotonicTime.IsEmpty);
    }

    [Fact]
    public async Task Item68_MapResource_AddsItsMembers()
    {
        using var fixture = new PollerFixture(new SnmpPollerOptions(), """
            sources:
              - name: a
                interval: 60
                meters: [hardware.network.incoming.bytes]
                resources: [{resource_id: abc, resource_url: 'snmp://geheim@h', mac_addr: 'm', image_id: ~, flavor_id: f, project_id: p}]
            """);
        fixture.Agents.Add("h", ($"{Interface}.10.2", Counter(5)), ($"{Interface}.2.2", SnmpValue.OctetString("eth0")));

        var sample = Assert.Single(await fixture.PollAsync());

        Assert.Equal(("abc.eth0", "p"), (sample.ResourceId, sample.ProjectId));
        Assert.Equal(
            "{\"name\":\"eth0\",\"speed\":null,\"mac\":null,\"ip\":\"\",\"resource_url\":\"snmp://h\",\"resource_id\":\"abc.eth0\",\"mac_addr\":\"m\",\"image_id\":null,\"flavor_id\":\"f\",\"project_id\":\"p\"}",
            Metadata(sample));
    }

    [Fact]
    public async Task Item69_Credentials_AppearNowhere_Differs()
    {
        using var fixture = Fixture("hardware.*", "snmp://user7:geheim1@h?priv_password=geheim2&auth_proto=sha&priv_proto=aes128");
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", Counter(7)), ($"{Ucd}.11.51.0", SnmpValue.OctetString("no number")));
        var samples = await fixture.PollAsync();
        fixture.Agents.Remove("h");
        await fixture.PollAsync();

        var text = string.Join('\n', samples.Select(sample => Encoding.UTF8.GetString(SampleJson.ToBytes(sample)))) + string.Join('\n', fixture.Logs.Lines)
            + string.Join('\n', fixture.Status.Devices) + string.Join('\n', fixture.Definitions.Problems) + fixture.Definitions.Sources[0].Resources[0];

        Assert.Contains("snmp://h", text);
        Assert.DoesNotContain("geheim", text);
        Assert.DoesNotContain("user7", text);
    }

    [Fact]
    public async Task Item70_Timestamp_IsTheScheduledTickOfTheDevice_Differs()
    {
        using var fixture = Fixture("hardware.*");
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", Counter(7)), ($"{Interface}.10.2", Counter(5)));
        fixture.Time.Advance(TimeSpan.FromSeconds(59.5));
        var samples = await fixture.PollAsync();
        Assert.Equal(2, samples.Count);
        Assert.All(samples, sample => Assert.Equal("2026-11-25T10:00:00", sample.Timestamp));

        var again = await fixture.PollAsync();
        Assert.Equal(samples.Select(sample => sample.Id), again.Select(sample => sample.Id));
    }

    [Fact]
    public async Task Timestamp_Received_IsTheTimeOfTheAnswer()
    {
        using var fixture = Fixture("hardware.cpu.user", timestamp: SampleTimestamp.Received);
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", Counter(7)));
        fixture.Time.Advance(TimeSpan.FromTicks(123_456_7));
        Assert.Equal("2026-11-25T10:00:00.123456", Assert.Single(await fixture.PollAsync()).Timestamp);
    }

    [Fact]
    public async Task Item22_MeterThatFails_CostsOnlyItself()
    {
        using var fixture = Fixture("hardware.*");
        fixture.Agents.Broken = Oid.Parse($"{Ucd}.9.1.6");
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", SnmpValue.OctetString("no number")), ($"{Ucd}.11.51.0", Counter(1)), ($"{Interface}.10.2", Counter(5)), ($"{Ucd}.9.1.6.1", Counter(9)));

        var samples = await fixture.PollAsync();
        await fixture.PollAsync();

        Assert.Equal(["hardware.cpu.nice", "hardware.disk.size.total", "hardware.network.incoming.bytes"], samples.Select(sample => sample.Name));
        Assert.Equal(DevicePollState.Degraded, fixture.Status.Devices[0].State);
        Assert.Equal(2, fixture.Logs.Lines.Count); // once for the meter, once for the table, and not again
        Assert.Contains(fixture.Logs.Lines, line => line.Contains("hardware.cpu.user fails", StringComparison.Ordinal));
        Assert.Contains(fixture.Logs.Lines, line => line.Contains("runs in circles", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Item75_DeadDevice_CostsOneTimeoutAndIsReportedOnce()
    {
        var targets = Enumerable.Range(0, 100).Select(i => new PollTargetOptions { ResourceUrl = $"snmp://h{i}" }).ToList();
        using var fixture = new PollerFixture(new SnmpPollerOptions { Targets = targets, SpreadPhases = false });
        foreach (var i in Enumerable.Range(1, 99)) fixture.Agents.Add($"h{i}", ($"{Ucd}.11.50.0", Counter(7)));

        var samples = await fixture.PollAsync();
        await fixture.PollAsync();

        Assert.Equal(99, samples.Count);
        Assert.Equal(2, fixture.Agents.Asked.Count(request => request.Host == "h0"));
        Assert.Contains("h0 at snmp://h0:161 does not answer", Assert.Single(fixture.Logs.Lines));
        Assert.Equal(DevicePollState.Down, fixture.Status.Devices[0].State);

        fixture.Agents.Add("h0", ($"{Ucd}.11.50.0", Counter(7)));
        Assert.Equal(100, (await fixture.PollAsync()).Count);
        Assert.Contains("answers again", fixture.Logs.Lines[^1]);
        Assert.Null(fixture.Status.Devices[0].LastError);
    }

    [Fact]
    public async Task PollOnceAsync_AllDevices_SumsUp()
    {
        using var fixture = Fixture("hardware.cpu.*");
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", Counter(7)), ($"{Ucd}.11.51.0", Counter(7)));

        Assert.Equal(new PollSummary(1, 1, 2), await fixture.Poller.PollOnceAsync(TestContext.Current.CancellationToken));

        var device = fixture.Status.Devices[0];
        Assert.Equal(("h", "snmp://h:161", DevicePollState.Up, 2, 1L, 2L), (device.Name, device.Address, device.State, device.LastSamples, device.Polls, device.Samples));
        Assert.Equal(fixture.Time.GetUtcNow(), device.LastPoll);
    }

    [Fact]
    public async Task VisitAsync_OneDevice_NeverTwoAtATime()
    {
        using var fixture = new PollerFixture(new SnmpPollerOptions { SpreadPhases = false }, """
            sources:
              - {name: a, interval: 60, meters: [hardware.cpu.user], resources: ['snmp://h']}
              - {name: b, interval: 300, meters: [hardware.cpu.user], resources: ['snmp://h']}
            """);
        fixture.Agents.Add("h", ($"{Ucd}.11.50.0", Counter(7)));
        var gate = new TaskCompletionSource();
        fixture.Agents.Gate = gate.Task;

        var both = fixture.Poller.PollOnceAsync(TestContext.Current.CancellationToken);
        Assert.Single(fixture.Agents.Asked);
        gate.SetResult();

        Assert.Equal(2, (await both).Samples);
    }

    [Fact]
    public void Format_Time_AsPythonsIsoformat()
    {
        var time = DateTimeOffset.Parse("2022-09-12T12:00:00.123456+02:00", CultureInfo.InvariantCulture);
        Assert.Equal("2022-09-12T10:00:00.123456", Altimeter.SnmpPoller.Sampling.SampleTime.Format(time));
        Assert.Equal("2022-09-12T10:00:00", Altimeter.SnmpPoller.Sampling.SampleTime.Format(time.AddTicks(-1_234_560)));
    }
}
