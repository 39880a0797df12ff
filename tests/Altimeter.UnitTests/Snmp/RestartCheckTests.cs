using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class RestartCheckTests : IAsyncDisposable
{
    private static readonly Oid UpTime = Oid.Parse("1.3.6.1.2.1.1.3.0");
    private static readonly Oid Column = Oid.Parse("1.3.6.1.2.1.2.2.1.10");

    private readonly SnmpClient _client = new();
    private readonly ScriptedSnmpPeer _peer = new(
        [.. Enumerable.Range(1, 10).Select(i => new VarBind(Column.Append((uint)i), SnmpValue.Integer(i))), new VarBind(UpTime, SnmpValue.Unsigned(SnmpType.TimeTicks, 5_000))]);

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0, MaxRepetitions = 4, DiscardsWalkOverRestart = true };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task Item50_SysUpTimeGoneBack_DiscardsTheWalkAndIsCounted(SnmpVersion version)
    {
        _peer.ThenAnswer().Then(good => good with { VarBinds = [new VarBind(UpTime, SnmpValue.Unsigned(SnmpType.TimeTicks, 10)), .. good.VarBinds.Skip(1)] });
        var rows = new List<SnmpRow>();

        var error = await Assert.ThrowsAsync<SnmpProtocolException>(() => WalkAsync(Target with { Version = version }, rows));

        Assert.Contains("restarted during the walk", error.Message, StringComparison.Ordinal);
        Assert.Empty(rows);
        Assert.Equal(1, _client.Statistics.DiscardedWalks);
    }

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task Item50_SysUpTimeGoneOn_GivesAllRows(SnmpVersion version)
    {
        var rows = new List<SnmpRow>();

        await WalkAsync(Target with { Version = version }, rows);

        Assert.Equal(Enumerable.Range(1, 10), rows.Select(r => (int)r.Index.SubIdentifiers[0]));
        Assert.All(rows, r => Assert.True(r.Values[0] is { IsPresent: true }));
        Assert.All(_peer.Requests, r => Assert.Equal((version == SnmpVersion.V1 ? PduType.GetNext : PduType.GetBulk, 2), (r.Type, r.Oids.Count)));
        Assert.Equal(0, _client.Statistics.DiscardedWalks);
    }

    [Fact]
    public void Item89_WrapOfSysUpTime_IsNoRestart()
    {
        var check = new RestartCheck();
        Assert.False(check.HasRestarted(new VarBind(UpTime, SnmpValue.Unsigned(SnmpType.TimeTicks, 4_294_967_290))));
        Assert.False(check.HasRestarted(new VarBind(UpTime, SnmpValue.Unsigned(SnmpType.TimeTicks, 5))));
        Assert.True(check.HasRestarted(new VarBind(UpTime, SnmpValue.Unsigned(SnmpType.TimeTicks, 4))));
    }

    private async Task WalkAsync(SnmpTarget target, List<SnmpRow> rows)
    {
        await foreach (var row in _client.WalkAsync(target, [Column], CancellationToken.None)) rows.Add(row);
    }
}
