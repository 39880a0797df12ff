using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class MalformedValuesTests : IAsyncDisposable
{
    private static readonly Oid Column = Oid.Parse("1.3.6.1.2.1.2.2.1.10");

    private readonly SnmpClient _client = new();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    // Sent as octet strings of the same length, whose tag is changed on the way.
    [Theory]
    [InlineData("0100000000", 0x41, BerStatus.NumberTooLarge)]
    [InlineData("", 0x02, BerStatus.EmptyNumber)]
    [InlineData("", 0x46, BerStatus.EmptyNumber)]
    [InlineData("aabbcc", 0x40, BerStatus.BadAddress)]
    [InlineData("2b9080808000", 0x06, BerStatus.BadSubIdentifier)]
    [InlineData("aabbcc", 0x4f, BerStatus.UnknownType)]
    public async Task Item5_BadValue_IsAbsentAndCountedAndItsNeighboursAreKept(string content, byte tag, BerStatus cause)
    {
        await using var peer = Peer(SnmpValue.OctetString(Convert.FromHexString(content)), content, tag);
        var target = peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

        var response = await _client.GetAsync(target, [Cell(1), Cell(2), Cell(3)], CancellationToken.None);

        Assert.Equal([SnmpValue.Integer(1), SnmpValue.Malformed(cause), SnmpValue.Integer(3)], response.VarBinds.Select(v => v.Value));
        Assert.Equal(KeyValuePair.Create(cause, 1L), Assert.Single(_client.Statistics.MalformedValues));
        var rows = new List<SnmpRow>();
        await foreach (var row in _client.WalkAsync(target, [Column], CancellationToken.None)) rows.Add(row);
        Assert.Equal([true, false, true], rows.Select(r => r.Values[0] is { IsPresent: true }));
        Assert.Equal(2, _client.Statistics.MalformedValues[cause]);
    }

    [Theory]
    [InlineData("0005", 0x02, 5)]
    [InlineData("b39961ed", 0x41, 3_013_173_741)]
    [InlineData("f02126d0", 0x42, 4_028_704_464)]
    [InlineData("0000000000f02126d0", 0x46, 4_028_704_464)]
    public async Task Item4_SloppyNumbers_AreRead(string content, byte tag, long expected)
    {
        await using var peer = Peer(SnmpValue.OctetString(Convert.FromHexString(content)), content, tag);

        var response = await _client.GetAsync(peer.Target with { Timeout = TimeSpan.FromSeconds(5) }, [Cell(2)], CancellationToken.None);

        Assert.True(response.VarBinds[0].Value.TryGetInteger(out var value));
        Assert.Equal((Int128)expected, value);
        Assert.Empty(_client.Statistics.MalformedValues);
    }

    [Fact]
    public async Task NullValue_IsAbsentAndCounted()
    {
        await using var peer = new ScriptedSnmpPeer();
        peer.ThenAnswer(new VarBind(Cell(1), SnmpValue.Null), new VarBind(Cell(2), SnmpValue.Integer(2)));

        var response = await _client.GetAsync(peer.Target with { Timeout = TimeSpan.FromSeconds(5) }, [Cell(1), Cell(2)], CancellationToken.None);

        Assert.Equal([SnmpValue.Null, SnmpValue.Integer(2)], response.VarBinds.Select(v => v.Value));
        Assert.Equal(1, _client.Statistics.NullValues);
    }

    private static ScriptedSnmpPeer Peer(SnmpValue bad, string content, byte tag)
    {
        var peer = new ScriptedSnmpPeer([new VarBind(Cell(1), SnmpValue.Integer(1)), new VarBind(Cell(2), bad), new VarBind(Cell(3), SnmpValue.Integer(3))]);
        // The cell's name goes before, so that nothing else is met.
        var name = "060a2b060102010202010a02";
        var good = $"{name}04{content.Length / 2:x2}{content}";
        for (var i = 0; i < 10; i++)
        {
            peer.Then(reply => reply with
            {
                Rewrite = datagram => Convert.FromHexString(Convert.ToHexStringLower(datagram).Replace(good, $"{name}{tag:x2}{good[(name.Length + 2)..]}", StringComparison.Ordinal)),
            });
        }
        return peer;
    }

    private static Oid Cell(uint row) => Column.Append(row);
}
