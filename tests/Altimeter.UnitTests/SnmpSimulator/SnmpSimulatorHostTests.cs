using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.SnmpSimulator;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.SnmpSimulator;

public sealed class SnmpSimulatorHostTests : IAsyncDisposable
{
    private const string Ucd = "1.3.6.1.4.1.2021";

    // The exact and prefix OIDs of the 31 hardware meters.
    private static readonly Oid[] Exact =
    [
        .. new[] { "10.1.3.1", "10.1.3.2", "10.1.3.3", "11.9.0", "11.11.0", "4.3.0", "4.4.0", "4.5.0", "4.6.0", "4.14.0", "4.15.0" }.Select(o => Oid.Parse($"{Ucd}.{o}")),
        .. Enumerable.Range(50, 9).Select(i => Oid.Parse($"{Ucd}.11.{i}.0")),
        Oid.Parse("1.3.6.1.2.1.4.3.0"),
        Oid.Parse("1.3.6.1.2.1.4.10.0"),
    ];

    private static readonly Oid[] Interfaces = [.. new[] { 2, 5, 6, 10, 16, 20 }.Select(c => Oid.Parse($"1.3.6.1.2.1.2.2.1.{c}"))];
    private static readonly Oid[] Disks = [.. new[] { 2, 3, 6, 8 }.Select(c => Oid.Parse($"{Ucd}.9.1.{c}"))];
    private static readonly Oid[] DiskIo = [.. new[] { 2, 3, 4, 5, 6 }.Select(c => Oid.Parse($"{Ucd}.13.15.1.1.{c}"))];

    private readonly FakeTimeProvider _time = new();
    private readonly SnmpClient _client = new();
    private SnmpSimulatorHost? _host;

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
    }

    [Fact]
    public async Task BuiltInDevices_AnswerEveryHardwareMeter()
    {
        var host = await StartAsync(new SnmpSimulatorOptions { Port = 0 });

        Assert.Equal(["database-server", "edge-router", "linux-server", "storage-server"], host.Devices.Select(d => d.Recording.Name));
        foreach (var target in host.Devices.Select(Target))
        {
            var response = await _client.GetAsync(target, Exact, CancellationToken.None);
            Assert.All(response.VarBinds, v => Assert.True(v.Value.IsPresent, $"{target} {v.Oid}: {v.Value}"));
            var interfaces = await WalkAsync(target, Interfaces);
            Assert.True(interfaces.Count >= 2);
            Assert.All(interfaces.SelectMany(r => r.Values), v => Assert.True(v!.Value.IsPresent));
            Assert.NotEmpty(await WalkAsync(target, Disks));
            Assert.NotEmpty(await WalkAsync(target, DiskIo));
            var addresses = await WalkAsync(target, Oid.Parse("1.3.6.1.2.1.4.20.1.2"));
            Assert.All(addresses, a => Assert.Contains(interfaces, i => i.Index.ToString() == a.Values[0].ToString()));
            Assert.NotEmpty(addresses);
        }
    }

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task Counters_MoveWithTheClock(SnmpVersion version)
    {
        var host = await StartAsync(new SnmpSimulatorOptions { Port = 0 });
        var target = Target(host.Devices[2]) with { Version = version };
        Oid[] column = [Oid.Parse("1.3.6.1.2.1.2.2.1.10")];
        var before = await WalkAsync(target, column);

        _time.Advance(TimeSpan.FromSeconds(10));
        var after = await WalkAsync(target, column);

        Assert.Equal([42_000, 21_500_000, 54_000_000], before.Zip(after, (b, a) => (long)(Number(a) - Number(b))));
    }

    [Fact]
    public async Task DevicesOfOneRecording_Differ()
    {
        var host = await StartAsync(new SnmpSimulatorOptions { Port = 0, Devices = 8 });
        var upTime = new List<string>();
        foreach (var device in new[] { host.Devices[0], host.Devices[4] })
            upTime.Add((await _client.GetAsync(Target(device), [Oid.Parse("1.3.6.1.2.1.1.3.0")], CancellationToken.None)).VarBinds[0].Value.ToString());

        Assert.Equal(8, host.Devices.Select(d => d.EndPoint.Port).Distinct().Count());
        Assert.NotEqual(upTime[0], upTime[1]);
    }

    [Fact]
    public async Task SeveralAddresses_EachAnswerAsThemselves()
    {
        var host = await StartAsync(new SnmpSimulatorOptions { Port = 0, Bind = "127.0.0.1, 127.0.0.2", Devices = 2 });

        foreach (var device in host.Devices)
        {
            var target = Target(device) with { Host = device.EndPoint.Address.ToString() };
            Assert.True((await _client.GetAsync(target, [Oid.Parse("1.3.6.1.2.1.1.5.0")], CancellationToken.None)).VarBinds[0].Value.IsPresent);
        }
    }

    [Fact]
    public async Task WrongCommunity_IsNotAnswered()
    {
        var host = await StartAsync(new SnmpSimulatorOptions { Port = 0, Devices = 1 });
        var target = Target(host.Devices[0]) with { Credentials = new Community("private"), Timeout = TimeSpan.FromMilliseconds(60), Retries = 0 };

        await Assert.ThrowsAsync<SnmpTimeoutException>(() => _client.GetAsync(target, [Oid.Parse("1.3.6.1.2.1.1.5.0")], CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task StartAsync_PortTaken_Throws()
    {
        var host = await StartAsync(new SnmpSimulatorOptions { Port = 0, Devices = 1 });

        await Assert.ThrowsAsync<SocketException>(() => SnmpSimulatorHost.StartAsync(new SnmpSimulatorOptions { Port = host.Devices[0].EndPoint.Port, Devices = 1 }, _time));
    }

    [Fact]
    public void Options_WrongDirectoryRecordingOrAddress_AreRefusedInWords()
    {
        var directory = Directory.CreateTempSubdirectory("snmprec");
        var rules = new SnmpSimulatorRules();
        string? Failure(string? recordings, string bind = "127.0.0.1") => rules.Validate(null, new SnmpSimulatorOptions { Recordings = recordings, Bind = bind }).FailureMessage;
        try
        {
            Assert.Contains("no file *.snmprec", Failure(directory.FullName), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(directory.FullName, "device.snmprec"), "1.3.1|65");
            Assert.StartsWith("device:1: ", Failure(directory.FullName), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(directory.FullName, "device.snmprec"), "1.3.1|65|1");
            Assert.Null(Failure(directory.FullName));
            Assert.Contains("no such directory", Failure(directory.FullName + "-none"), StringComparison.Ordinal);
            Assert.Contains("has 'eth0'", Failure(null, "127.0.0.1,eth0"), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Users_OfEveryDevice_AreAnsweredInV3()
    {
        var user = new SimulatedUser
        {
            Name = "poller",
            Authentication = AuthenticationProtocol.Sha256,
            AuthenticationPassword = "maplesyrup",
            Privacy = PrivacyProtocol.Aes128,
            PrivacyPassword = "syrupmaple",
        };
        var host = await StartAsync(new SnmpSimulatorOptions { Port = 0, Users = [user] });

        foreach (var device in host.Devices)
        {
            var target = new SnmpTarget("127.0.0.1") { Port = device.EndPoint.Port, Version = SnmpVersion.V3, Credentials = user.ToCredentials() };
            var rows = new List<SnmpRow>();
            await foreach (var row in _client.WalkAsync(target, Interfaces, TestContext.Current.CancellationToken)) rows.Add(row);
            Assert.NotEmpty(rows);
        }
        Assert.Equal(host.Devices.Count, _client.Statistics.Discoveries);
    }

    [Fact]
    public void Users_ThatCannotBeUsed_AreNamed()
    {
        var options = new SnmpSimulatorOptions { Users = [new SimulatedUser { Name = "a" }, new SimulatedUser { Name = "b", Authentication = AuthenticationProtocol.Md5, AuthenticationPassword = "Zq9!abc" }] };
        var failure = new SnmpSimulatorRules().Validate(null, options).FailureMessage;

        Assert.StartsWith("SnmpSimulator:Users:1: the authentication password has fewer than 8 octets", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("Zq9", failure, StringComparison.Ordinal);
    }

    private async Task<SnmpSimulatorHost> StartAsync(SnmpSimulatorOptions options) => _host = await SnmpSimulatorHost.StartAsync(options, _time);

    private async Task<List<SnmpRow>> WalkAsync(SnmpTarget target, params Oid[] columns)
    {
        var rows = new List<SnmpRow>();
        await foreach (var row in _client.WalkAsync(target, columns, CancellationToken.None)) rows.Add(row);
        return rows;
    }

    private static Int128 Number(SnmpRow row)
    {
        Assert.True(row.Values[0]!.Value.TryGetInteger(out var number));
        return number;
    }

    private static SnmpTarget Target(SimulatedDevice device) => new("127.0.0.1") { Port = device.EndPoint.Port, Timeout = TimeSpan.FromSeconds(5) };
}
