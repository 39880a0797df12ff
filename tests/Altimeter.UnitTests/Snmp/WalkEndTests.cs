using Altimeter.Snmp;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class WalkEndTests : IAsyncDisposable
{
    private readonly SnmpClient _client = new();
    private ScriptedSnmpPeer _peer = new();

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Item28_NoBindings_IsAnError()
    {
        Table(3);
        _peer.ThenAnswer(varBinds: []);

        var error = await Assert.ThrowsAsync<SnmpProtocolException>(() => WalkAsync(Target, Column(1)));

        Assert.Contains("moves no column on", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item45_NotIncreasing_IsAnErrorAfterTheRows()
    {
        _peer.ThenAnswer(Cells(1, 2, 3, 1));
        var rows = new List<SnmpRow>();

        var error = await Assert.ThrowsAsync<SnmpProtocolException>(() => WalkAsync(Target, rows, Column(1)));

        Assert.Contains("not increasing", error.Message, StringComparison.Ordinal);
        Assert.Equal(Column(1).Append(1), error.Oid);
        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public async Task Item46_SameOidForEver_EndsAfterOneRequestMore()
    {
        for (var i = 0; i < 5; i++) _peer.ThenAnswer(Cells(1));
        var rows = new List<SnmpRow>();

        await Assert.ThrowsAsync<SnmpProtocolException>(() => WalkAsync(Target, rows, Column(1)));

        Assert.Single(rows);
        Assert.Equal(2, _peer.Requests.Count);
    }

    [Fact]
    public async Task Item47_TolerantWalk_TakesAnyOrderAndEndsAtARepeat()
    {
        var tolerant = Target with { ToleratesUnorderedWalk = true };
        _peer.ThenAnswer([.. Cells(1, 3, 2), new VarBind(Column(1), SnmpValue.EndOfMibView)]).ThenAnswer(Cells(1, 2, 1));

        Assert.Equal(["1", "2", "3"], (await WalkAsync(tolerant, Column(1))).Select(r => r.Index.ToString()));
        Assert.Equal(["1", "2"], (await WalkAsync(tolerant, Column(1))).Select(r => r.Index.ToString()));
        Assert.Equal(2, _peer.Requests.Count);
    }

    [Fact]
    public async Task Item48_ColumnTen_IsNotBelowColumnOne()
    {
        _peer.ThenAnswer([.. Cells(1), new VarBind(Column(10).Append(1), SnmpValue.Integer(7))]);

        Assert.Single(await WalkAsync(Target, Column(1)));
        Assert.Single(_peer.Requests);
    }

    [Fact]
    public async Task Item49_MoreRowsThanTheLimit_AreAnErrorAfterTheRows()
    {
        Table(101);
        await using var client = new SnmpClient(new SnmpClientOptions { RowLimit = 100 });
        var rows = new List<SnmpRow>();

        var error = await Assert.ThrowsAsync<SnmpProtocolException>(async () =>
        {
            await foreach (var row in client.WalkAsync(Target, [Column(1)], CancellationToken.None)) rows.Add(row);
        });

        Assert.Equal(100, rows.Count);
        Assert.Contains("limit of 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WalkAsync_GenErr_KeepsTheRowsBefore()
    {
        Table(30);
        _peer.ThenAnswer().ThenRefuse(ErrorStatus.GenErr, 1);
        var rows = new List<SnmpRow>();

        var error = await Assert.ThrowsAsync<SnmpProtocolException>(() => WalkAsync(Target with { MaxRepetitions = 10 }, rows, Column(1)));

        Assert.Equal(ErrorStatus.GenErr, error.ErrorStatus);
        Assert.Equal(10, rows.Count);
    }

    private void Table(params int[] rows) => TableAsync(100, rows).GetAwaiter().GetResult();

    private async Task TableAsync(int maxVarBinds, params int[] rows)
    {
        await _peer.DisposeAsync();
        var cells = rows.SelectMany((count, c) => Enumerable.Range(1, count).Select(r => new VarBind(Column(c + 1).Append((uint)r), Cell(c + 1, new Oid((uint)r)))));
        _peer = new ScriptedSnmpPeer(cells, maxVarBinds);
    }

    private async Task<List<SnmpRow>> WalkAsync(SnmpTarget target, params Oid[] columns)
    {
        var rows = new List<SnmpRow>();
        await WalkAsync(target, rows, columns);
        return rows;
    }

    private async Task WalkAsync(SnmpTarget target, List<SnmpRow> rows, params Oid[] columns)
    {
        await foreach (var row in _client.WalkAsync(target, columns, CancellationToken.None)) rows.Add(row);
    }

    private static VarBind[] Cells(params uint[] rows) => [.. rows.Select(r => new VarBind(Column(1).Append(r), SnmpValue.Integer(r)))];

    private static Oid Column(int c) => new(1, 3, 6, 1, 2, 1, 2, 2, 1, (uint)c);

    private static SnmpValue Cell(int column, Oid row) => SnmpValue.Unsigned(SnmpType.Counter32, ((uint)column * 1_000) + row.SubIdentifiers[0]);
}
