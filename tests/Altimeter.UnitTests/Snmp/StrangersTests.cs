using System.Net;
using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;
using Altimeter.SnmpPoller;
using Altimeter.UnitTests.SnmpPoller;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

/// <summary>Packets of those that nobody asked.</summary>
public sealed class StrangersTests
{
    private const string CpuUser = "1.3.6.1.4.1.2021.11.50.0";

    private static readonly IPEndPoint Stranger = new(IPAddress.Parse("198.51.100.66"), 161);

    private readonly SimulatedNetwork _network = new([new VarBind(Oid.Parse(CpuUser), SnmpValue.Integer(7))]);

    [Fact]
    public async Task Item94_FloodOfForeignPackets_LosesNoPollAndIsNotLogged()
    {
        const int Packets = 100_000;
        const int Polls = 10;
        List<string> warnings = [];
        await using var client = _network.Client(new SnmpClientOptions { Warn = warnings.Add });
        _network.Strangers = (request, good) => Enumerable.Range(0, Packets / Polls).Select(i => (Stranger, Foreign(i, request, good)));
        using var fixture = new PollerFixture(new SnmpPollerOptions { Targets = [new PollTargetOptions { ResourceUrl = "snmp://192.0.2.1" }], Meters = ["hardware.cpu.user"] }, client: client);

        for (var i = 0; i < Polls; i++) Assert.Single(await fixture.PollAsync());

        Assert.Equal((Packets + Polls, Polls), (client.Statistics.Received, client.Statistics.Sent));
        // An id made up may happen to be one that was used.
        var dropped = client.Statistics;
        Assert.Equal((Packets / 4, Packets * 3 / 4), (dropped.Malformed, dropped.Foreign + dropped.Late + dropped.Duplicates));
        Assert.InRange(fixture.Logs.Lines.Count + warnings.Count, 0, 10);
    }

    [Fact]
    public async Task Item95_WhoeverWasNotAsked_IsSentNothing()
    {
        await using var client = _network.Client();
        _network.Strangers = (request, good) => Enumerable.Range(0, 4).Select(i => (Stranger, Foreign(i, request, good))).Append((Stranger, request)).Append((Stranger, Trap()));
        var asked = new SnmpTarget("192.0.2.1");
        var user = new UserCredentials("bob") { Authentication = AuthenticationProtocol.Sha256, AuthenticationPassword = new Secret("Zq9!secret1") };

        Assert.Equal(SnmpValue.Integer(7), (await GetAsync(client, asked)).VarBinds[0].Value);
        // Its engine is looked for, and only strangers answer.
        await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(client, asked with { Host = "192.0.2.2", Version = SnmpVersion.V3, Credentials = user }));
        _network.Arrive(Stranger, Trap());
        Assert.Equal(SnmpValue.Integer(7), (await GetAsync(client, asked)).VarBinds[0].Value);

        Assert.Equal(["192.0.2.1:161", "192.0.2.2:161", "192.0.2.2:161", "192.0.2.2:161", "192.0.2.1:161"], _network.Sent.Select(datagram => datagram.To.ToString()));
    }

    // A guessed id, garbage, an id that nothing waits for, a request.
    private static byte[] Foreign(int i, byte[] request, byte[] good) => (i % 4) switch
    {
        0 when good.Length > 0 => good,
        0 => request,
        1 => [0x30, 0x84, (byte)i, 1, 2, 3],
        2 => Messages.Response(1_000_000_000 + i, new VarBind(Oid.Parse(CpuUser), SnmpValue.Integer(8))),
        _ => Convert.FromHexString(Messages.Request(SnmpVersion.V2c, PduType.Get, i, 0, CpuUser)),
    };

    private static byte[] Trap() => Convert.FromHexString(Messages.Request(SnmpVersion.V2c, PduType.Trap, 1, 0, CpuUser));

    private static Task<SnmpResponse> GetAsync(SnmpClient client, SnmpTarget target) => client.GetAsync(target, [Oid.Parse(CpuUser)], CancellationToken.None).AsTask();
}
