using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Testing.Snmp;
using Altimeter.UnitTests.Snmp.Security;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class SnmpClientSetTests : IAsyncDisposable
{
    private static readonly VarBind[] Two =
    [
        new(Oid.Parse("1.3.6.1.2.1.1.5.0"), SnmpValue.OctetString("core-1")),
        new(Oid.Parse("1.3.6.1.2.1.1.4.0"), SnmpValue.Integer(-5)),
    ];

    private readonly ScriptedSnmpPeer _peer = new();
    private readonly SnmpClient _client = new();

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task SetAsync_SendsTheValues_AndGivesThemBack(SnmpVersion version)
    {
        _peer.Then(good => good with { Status = ErrorStatus.NoError, ErrorIndex = 0, VarBinds = Two });

        var response = await SetAsync(Target with { Version = version }, Two);

        Assert.Equal((ErrorStatus.NoError, 0), (response.ErrorStatus, response.ErrorIndex));
        Assert.Equal(Two, response.VarBinds);
        var request = Assert.Single(_peer.Requests);
        Assert.Equal((version, PduType.Set), (request.Version, request.Type));
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(request.Datagram, out var message));
        Assert.Equal(Two, Messages.VarBinds(message));
    }

    [Fact]
    public async Task SetAsync_Refused_GivesStatusAndIndex()
    {
        _peer.ThenRefuse(ErrorStatus.WrongType, 2);

        var response = await SetAsync(Target, Two);

        Assert.Equal((ErrorStatus.WrongType, 2), (response.ErrorStatus, response.ErrorIndex));
        Assert.Single(_peer.Requests);
    }

    [Fact]
    public async Task SetAsync_V3_IsSecuredAndAnswered()
    {
        var bob = Users.Bob(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);
        await using var agent = new UsmAgent(bob);

        var response = await SetAsync(agent.Target with { Credentials = bob }, Two);

        // The agent of the tests sets nothing.
        Assert.Equal((ErrorStatus.NotWritable, 1), (response.ErrorStatus, response.ErrorIndex));
        Assert.Equal(Two.Select(v => v.Oid), response.VarBinds.Select(v => v.Oid));
    }

    [Fact]
    public async Task SetAsync_WithoutAValueToSet_IsRefusedUnsent()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => SetAsync(Target));
        await Assert.ThrowsAsync<ArgumentException>(() => SetAsync(Target, new VarBind(Two[0].Oid, SnmpValue.Missing)));
        await Assert.ThrowsAsync<ArgumentException>(() => SetAsync(Target with { Version = SnmpVersion.V1 }, new VarBind(Two[0].Oid, SnmpValue.Unsigned(SnmpType.Counter64, 1))));
        Assert.Empty(_peer.Requests);
    }

    private Task<SnmpResponse> SetAsync(SnmpTarget target, params VarBind[] varBinds) => _client.SetAsync(target, varBinds, CancellationToken.None).AsTask();
}
