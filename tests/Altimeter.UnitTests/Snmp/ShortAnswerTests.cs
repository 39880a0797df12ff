using Altimeter.Snmp;
using Altimeter.Testing.Snmp;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class ShortAnswerTests : IAsyncDisposable
{
    private static readonly Oid[] Ten = [.. Enumerable.Range(1, 10).Select(Name)];

    private readonly ScriptedSnmpPeer _peer = new(Enumerable.Range(1, 100).Select(i => new VarBind(Name(i), Number(i))));
    private readonly FakeTimeProvider _time = new();
    private readonly SnmpClient _client;

    public ShortAnswerTests() => _client = new SnmpClient(timeProvider: _time);

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Item21_AfterTooBig_FewerAreAskedUntilTheCeilingExpires()
    {
        _peer.Then(good => good with { Status = ErrorStatus.TooBig, VarBinds = [] });
        await GetAsync(Ten[..4]);
        Assert.Equal(2, _client.Devices[0].LargestGet);

        await GetAsync(Ten[..5]);
        Assert.Equal([4, 2, 2, 2, 2, 1], _peer.Requests.Select(r => r.Oids.Count));

        _time.Advance(TimeSpan.FromHours(1));
        await GetAsync(Ten);
        Assert.Equal(10, _peer.Requests[^1].Oids.Count);
        Assert.Null(_client.Devices[0].LargestGet);
    }

    [Fact]
    public async Task AnswersCutToThree_AreAskedForTheRest()
    {
        for (var i = 0; i < 10; i++) _peer.Then(good => good with { VarBinds = [.. good.VarBinds.Take(3)] });

        var response = await GetAsync(Ten);

        Assert.Equal(Enumerable.Range(1, 10).Select(Number), response.VarBinds.Select(v => v.Value));
        Assert.Equal([10, 7, 4, 1], _peer.Requests.Select(r => r.Oids.Count));
    }

    [Fact]
    public async Task OidThatNeverComes_IsMissingAndAskedAgainOnce()
    {
        for (var i = 0; i < 10; i++) _peer.Then(good => good with { VarBinds = [.. good.VarBinds.Where(v => v.Oid != Name(4))] });

        var response = await GetAsync(Ten);

        Assert.Equal(SnmpValue.Missing, response.VarBinds[3].Value);
        Assert.Equal(9, response.VarBinds.Count(v => v.Value.IsPresent));
        Assert.Equal([10, 1], _peer.Requests.Select(r => r.Oids.Count));
    }

    [Fact]
    public async Task EmptyAnswer_IsNotAskedForEver()
    {
        for (var i = 0; i < 10; i++) _peer.ThenAnswer(varBinds: []);

        var response = await GetAsync(Ten);

        Assert.All(response.VarBinds, v => Assert.Equal(SnmpValue.Missing, v.Value));
        Assert.Single(_peer.Requests);
    }

    private Task<SnmpResponse> GetAsync(Oid[] oids) => _client.GetAsync(Target, oids, CancellationToken.None).AsTask();

    private static Oid Name(int i) => new(1, 3, 6, 1, 4, (uint)i, 0);

    private static SnmpValue Number(int i) => SnmpValue.Integer(i * 1_000);
}
