using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class BulkSizeTests : IAsyncDisposable
{
    private readonly SnmpClient _client = new();
    private ScriptedSnmpPeer _peer = new();

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

    private SnmpTarget Hasty => _peer.Target with { Timeout = TimeSpan.FromMilliseconds(300), Retries = 1 };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Item26_BulkUnansweredAboveTen_IsLoweredAndTheDeviceStaysUp()
    {
        await TableAsync(columns: 1, rows: 30);
        AnswerBulkUpTo(10);

        Assert.Equal(30, (await WalkAsync(Hasty, 1)).Count);

        Assert.Equal(10, _client.Devices[0].LargestBulk);
        Assert.NotEqual(DeviceHealthState.Down, _client.Devices[0].State);
        Assert.Equal(0, _client.Devices[0].Failures);
        Assert.Equal(DeviceQuirks.IgnoresBulk, _client.Devices[0].Quirks);
        Assert.Equal(1, _client.Statistics.Quirks[DeviceQuirks.IgnoresBulk]);
        var before = _peer.Requests.Count;
        Assert.Equal(30, (await WalkAsync(Hasty, 1)).Count);
        Assert.All(_peer.Requests.Skip(before), r => Assert.InRange(r.MaxRepetitions, 1, 10));
    }

    [Fact]
    public async Task Item26_BulkNeverAnswered_IsGetNextAndRemembered()
    {
        await TableAsync(columns: 2, rows: 6);
        AnswerBulkUpTo(0);

        Assert.Equal(6, (await WalkAsync(Hasty, 1, 2)).Count);

        Assert.Equal(0, _client.Devices[0].LargestBulk);
        var before = _peer.Requests.Count;
        Assert.Equal(6, (await WalkAsync(Hasty, 1, 2)).Count);
        Assert.All(_peer.Requests.Skip(before), r => Assert.Equal(PduType.GetNext, r.Type));
    }

    [Fact]
    public async Task Item26_NothingAnswered_IsATimeOutOfTheWalk()
    {
        await TableAsync(columns: 1, rows: 3);
        _peer.ThenDrop(100);

        var error = await Assert.ThrowsAsync<SnmpTimeoutException>(() => WalkAsync(Hasty, 1));

        Assert.Contains("no answer to 2 tries within 900 ms for", error.Message, StringComparison.Ordinal);
        Assert.Equal([PduType.GetBulk, PduType.GetBulk, PduType.GetNext], _peer.Requests.Select(r => r.Type));
        Assert.Null(_client.Devices[0].LargestBulk);
        Assert.Equal(1, _client.Devices[0].Failures);
    }

    [Fact]
    public async Task Item51_SecondWalk_AsksForTheRowsAndOne()
    {
        await TableAsync(columns: 1, rows: 30);
        await WalkAsync(Target, 1);
        var before = _peer.Requests.Count;

        Assert.Equal(30, (await WalkAsync(Target, 1)).Count);

        Assert.Equal(31, Assert.Single(_peer.Requests.Skip(before)).MaxRepetitions);
    }

    [Fact]
    public async Task FullSmallAnswers_DoubleTheRows()
    {
        await TableAsync(columns: 8, rows: 100, maxVarBinds: 1_000);

        Assert.Equal(100, (await WalkAsync(Target, 1, 2, 3, 4, 5, 6, 7, 8)).Count);

        Assert.Equal([5, 5, 10], _peer.Requests.Take(3).Select(r => r.MaxRepetitions));
        Assert.All(_peer.Requests, r => Assert.InRange(r.MaxRepetitions, 1, 40));
    }

    /// <summary>Drops each GETBULK for more rows.</summary>
    private void AnswerBulkUpTo(int rows)
    {
        for (var i = 0; i < 200; i++) _peer.Then((request, good) => request.Type == PduType.GetBulk && request.MaxRepetitions > rows ? [] : [good]);
    }

    private async Task TableAsync(int columns, int rows, int maxVarBinds = 100)
    {
        await _peer.DisposeAsync();
        var cells = Enumerable.Range(1, columns).SelectMany(c => Enumerable.Range(1, rows).Select(r => new VarBind(Column(c).Append((uint)r), SnmpValue.Integer(r))));
        _peer = new ScriptedSnmpPeer(cells, maxVarBinds);
    }

    private async Task<List<SnmpRow>> WalkAsync(SnmpTarget target, params int[] columns)
    {
        var rows = new List<SnmpRow>();
        await foreach (var row in _client.WalkAsync(target, [.. columns.Select(Column)], CancellationToken.None)) rows.Add(row);
        return rows;
    }

    private static Oid Column(int c) => new(1, 3, 6, 1, 2, 1, 2, 2, 1, (uint)c);
}
