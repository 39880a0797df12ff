using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class SnmpClientWalkTests : IAsyncDisposable
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
    public async Task Item25_TooBig_HalvesRepetitionsDownToGetNext()
    {
        Table(3);
        for (var i = 0; i < 6; i++) _peer.Then(good => good with { Status = ErrorStatus.TooBig, VarBinds = [] });

        var rows = await WalkAsync(Target, Column(1));

        Assert.Equal(3, rows.Count);
        Assert.Equal([40, 20, 10, 5, 2, 1], _peer.Requests.Take(6).Select(r => r.MaxRepetitions));
        Assert.All(_peer.Requests.Skip(6), r => Assert.Equal(PduType.GetNext, r.Type));
    }

    [Fact]
    public async Task Item39_FewRows_TakeOneRequest()
    {
        Table(5);

        var rows = await WalkAsync(Target with { MaxRepetitions = 10 }, Column(1));

        Assert.Equal(["1", "2", "3", "4", "5"], rows.Select(r => r.Index.ToString()));
        Assert.Single(_peer.Requests);
    }

    [Fact]
    public async Task Item40_AsManyRowsAsRepetitions_TakeTwoRequests()
    {
        Table(10);

        Assert.Equal(10, (await WalkAsync(Target with { MaxRepetitions = 10 }, Column(1))).Count);
        Assert.Equal(2, _peer.Requests.Count);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(7)]
    [InlineData(1)]
    public async Task Item41_AnswersCutAnywhere_GiveCompleteRows(int maxVarBinds)
    {
        await TableAsync(maxVarBinds, 24, 24, 24, 24);

        var rows = await WalkAsync(Target, Column(1), Column(2), Column(3), Column(4));

        Assert.Equal(24, rows.Count);
        Assert.All(rows, row => Assert.Equal([Cell(1, row.Index), Cell(2, row.Index), Cell(3, row.Index), Cell(4, row.Index)], row.Values));
    }

    [Fact]
    public async Task Item42_ColumnsOfDifferentLength_LeaveHoles()
    {
        Table(3, 5, 5);

        var rows = await WalkAsync(Target, Column(1), Column(2), Column(3));

        Assert.Equal(5, rows.Count);
        Assert.All(rows.Take(3), row => Assert.Equal(Cell(1, row.Index), row.Values[0]));
        Assert.All(rows.Skip(3), row => Assert.Null(row.Values[0]));
        Assert.All(rows, row => Assert.Equal([Cell(2, row.Index), Cell(3, row.Index)], row.Values.Skip(1)));
    }

    [Fact]
    public async Task Item43_AnswerCutInsideARow_EachColumnGoesOnFromItsOwnCell()
    {
        await TableAsync(maxVarBinds: 3, 4, 4);

        Assert.Equal(4, (await WalkAsync(Target, Column(1), Column(2))).Count);
        Assert.Equal([Column(1).Append(2), Column(2).Append(1)], _peer.Requests[1].Oids);
    }

    [Fact]
    public async Task Item44_EndOfMibViewInOneColumn_LeavesTheOthers()
    {
        Table(3);
        _peer.ThenAnswer(
            new VarBind(Column(1).Append(1), SnmpValue.Integer(1)),
            new VarBind(Column(9), SnmpValue.EndOfMibView),
            new VarBind(Column(1).Append(2), SnmpValue.Integer(2)),
            new VarBind(Column(9), SnmpValue.EndOfMibView));

        var rows = await WalkAsync(Target, Column(1), Column(9));

        Assert.Equal(["1", "2", "3"], rows.Select(r => r.Index.ToString()));
        Assert.All(rows, row => Assert.Null(row.Values[1]));
        Assert.Equal([Column(1).Append(2)], _peer.Requests[1].Oids);
    }

    [Fact]
    public async Task WalkAsync_V1_UsesGetNextUntilNoSuchName()
    {
        Table(3, 2);

        var rows = await WalkAsync(Target with { Version = SnmpVersion.V1 }, Column(1), Column(2));

        Assert.Equal([2, 2, 1], rows.Select(r => r.Values.Count(v => v is not null)));
        Assert.All(_peer.Requests, r => Assert.Equal(PduType.GetNext, r.Type));
    }

    [Fact]
    public async Task WalkAsync_V1NoSuchNameWithoutIndex_GoesOnColumnByColumn()
    {
        Table(2, 2);
        for (var i = 0; i < 20; i++) _peer.Then((_, good) => [good with { ErrorIndex = 0 }]);

        var rows = await WalkAsync(Target with { Version = SnmpVersion.V1 }, Column(1), Column(2));

        Assert.Equal([2, 2], rows.Select(r => r.Values.Count(v => v is not null)));
    }

    [Fact]
    public async Task WalkAsync_EmptyTable_GivesNoRow() => Assert.Empty(await WalkAsync(Target, Column(1)));

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

    private static Oid Column(int c) => new(1, 3, 6, 1, 2, 1, 2, 2, 1, (uint)c);

    private static SnmpValue Cell(int column, Oid row) => SnmpValue.Unsigned(SnmpType.Counter32, ((uint)column * 1_000) + row.SubIdentifiers[0]);
}
