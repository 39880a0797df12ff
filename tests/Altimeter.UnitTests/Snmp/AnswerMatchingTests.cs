using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class AnswerMatchingTests : IAsyncDisposable
{
    private readonly ScriptedSnmpPeer _peer = new(Enumerable.Range(1, 100).Select(i => new VarBind(Name(i), Number(i))));
    private readonly SnmpClient _client = new();

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

    private SnmpTarget Hasty => _peer.Target with { Timeout = TimeSpan.FromMilliseconds(300), Retries = 1 };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public void Item29_Ids_AreRandomAndPositive()
    {
        var ids = new RequestIds();
        var last = 0;
        var sequential = 0;
        for (var i = 0; i < 1_000_000; i++)
        {
            var id = ids.Next();
            Assert.InRange(id, 1, int.MaxValue);
            if (id == last + 1) sequential++;
            last = id;
        }
        Assert.InRange(sequential, 0, 2);
    }

    [Fact]
    public async Task Item30_UnknownId_IsLateAndTheRequestCompletes()
    {
        _peer.Then((_, good) => [good with { RequestId = good.RequestId ^ 1 }, good]);

        Assert.Equal(Number(1), (await GetAsync(Target, Name(1))).VarBinds[0].Value);
        Assert.Equal(1, _client.Statistics.Late);
    }

    [Fact]
    public async Task Item31_SecondAnswer_IsADuplicate()
    {
        _peer.ThenDuplicate();

        await GetAsync(Target, Name(1));
        // The socket keeps the order, so that the second answer is counted before the next one is taken.
        await GetAsync(Target, Name(2));

        Assert.Equal((1, 0), (_client.Statistics.Duplicates, _client.Statistics.Late));
    }

    [Fact]
    public async Task Item32_AnswerToTheFirstTry_CompletesDuringTheSecond()
    {
        var second = new TaskCompletionSource();
        _peer.Then((_, good) => [good with { After = second.Task }]).Then((_, _) =>
        {
            second.SetResult();
            return [];
        }).ThenDrop(100);

        Assert.Equal(Number(1), (await GetAsync(Hasty with { Retries = 50 }, Name(1))).VarBinds[0].Value);
        Assert.True(_peer.Requests.Select(r => r.RequestId).Distinct().Count() >= 2);
        Assert.Equal(0, _client.Statistics.Late);
    }

    [Fact]
    public async Task Item33_AnswerFromElsewhere_IsDroppedAndNamed()
    {
        _peer.Then(good => good with { IsFromOtherPort = true }).Then(good => good with { IsFromOtherPort = true });

        var error = await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(Hasty, Name(1)));

        Assert.Contains("an answer came from 127.0.0.1:", error.Message, StringComparison.Ordinal);
        Assert.Contains(_peer.Target.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(Name(1), error.Oid);
        Assert.Equal((2, 1, 1), (_client.Statistics.Foreign, _client.Statistics.Retries, _client.Statistics.Timeouts));
    }

    [Fact]
    public Task Item35_OtherCommunity_IsDropped() => AssertDroppedAsync(good => good with { Community = "private" }, s => s.Mismatched);

    [Fact]
    public Task Item36_OtherVersion_IsDropped() => AssertDroppedAsync(good => good with { Version = SnmpVersion.V1 }, s => s.Mismatched);

    [Fact]
    public Task Item37_RequestPdu_IsDropped() => AssertDroppedAsync(good => good with { Type = PduType.Get }, s => s.Mismatched);

    [Fact]
    public Task GetAsync_TruncatedAnswer_IsDropped() => AssertDroppedAsync(good => good with { Cut = 1 }, s => s.Malformed);

    [Fact]
    public async Task Item13_TrailingOctets_AreAcceptedAndCounted()
    {
        _peer.Then(good => good with { Trailing = 4 });

        Assert.Equal(Number(1), (await GetAsync(Target, Name(1))).VarBinds[0].Value);
        Assert.Equal(1, _client.Statistics.Trailing);
    }

    [Fact]
    public async Task Item38_ClosedPort_StopsNoOtherRequest()
    {
        var closed = new ScriptedSnmpPeer();
        var dead = closed.Target with { Timeout = TimeSpan.FromMilliseconds(60), Retries = 2 };
        await closed.DisposeAsync();

        var lost = GetAsync(dead, Name(1));
        for (var i = 1; i <= 50; i++) Assert.Equal(Number(i), (await GetAsync(Target, Name(i))).VarBinds[0].Value);
        await Assert.ThrowsAsync<SnmpTimeoutException>(() => lost);
        Assert.Equal(Number(1), (await GetAsync(Target, Name(1))).VarBinds[0].Value);
    }

    [Fact]
    public async Task GetAsync_FirstRequestLost_IsRepeatedWithAnotherId()
    {
        _peer.ThenDrop();

        Assert.Equal(Number(1), (await GetAsync(Hasty with { Retries = 20 }, Name(1))).VarBinds[0].Value);
        Assert.NotEqual(_peer.Requests[0].RequestId, _peer.Requests[1].RequestId);
    }

    [Fact]
    public async Task GetAsync_ManyCallers_EachGetTheirOwn()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 100).Select(i => GetAsync(Target, Name(i))));

        for (var i = 0; i < answers.Length; i++) Assert.Equal(Number(i + 1), answers[i].VarBinds[0].Value);
    }

    private async Task AssertDroppedAsync(Func<PeerReply, PeerReply> spoil, Func<SnmpStatistics, long> counter)
    {
        _peer.Then((_, good) => [spoil(good), good]);

        Assert.Equal(Number(1), (await GetAsync(Target, Name(1))).VarBinds[0].Value);
        Assert.Equal(1, counter(_client.Statistics));
    }

    private Task<SnmpResponse> GetAsync(SnmpTarget target, params Oid[] oids) => _client.GetAsync(target, oids, CancellationToken.None).AsTask();

    private static Oid Name(int i) => new(1, 3, 6, 1, 4, (uint)i, 0);

    private static SnmpValue Number(int i) => SnmpValue.Integer(i * 1_000);
}
