using Altimeter.Snmp;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class SnmpClientGetTests : IAsyncDisposable
{
    private static readonly Oid[] Four = [.. Enumerable.Range(1, 4).Select(Name)];

    private readonly ScriptedSnmpPeer _peer = new(Enumerable.Range(1, 100).Select(i => new VarBind(Name(i), Number(i))));
    private readonly SnmpClient _client = new();

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

    private SnmpTarget V1 => Target with { Version = SnmpVersion.V1 };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task GetAsync_ManyOids_AreSplitAndComeInOrder()
    {
        Oid[] oids = [.. Enumerable.Range(1, 70).Reverse().Select(Name)];

        var response = await GetAsync(Target, oids);

        Assert.Equal(oids, response.VarBinds.Select(v => v.Oid));
        Assert.All(response.VarBinds, v => Assert.True(v.Value.IsPresent));
        Assert.Equal([30, 30, 10], _peer.Requests.Select(r => r.Oids.Count));
    }

    [Fact]
    public async Task Item18_OneNoSuchObject_LeavesTheOthers()
    {
        var response = await GetAsync(Target, Name(1), Oid.Parse("1.3.6.1.9.0"), Name(2));

        Assert.Equal([Number(1), SnmpValue.NoSuchObject, Number(2)], response.VarBinds.Select(v => v.Value));
        Assert.Equal(ErrorStatus.NoError, response.ErrorStatus);
        Assert.Single(_peer.Requests);
    }

    [Fact]
    public async Task Item19_TooBig_IsHalved()
    {
        _peer.Then(good => good with { Status = ErrorStatus.TooBig, VarBinds = [] });

        var response = await GetAsync(Target, Four);

        Assert.Equal([Number(1), Number(2), Number(3), Number(4)], response.VarBinds.Select(v => v.Value));
        Assert.Equal([4, 2, 2], _peer.Requests.Select(r => r.Oids.Count));
    }

    [Fact]
    public async Task Item20_TooBigForOneOid_IsItsErrorOnly()
    {
        _peer.Then(good => good with { Status = ErrorStatus.TooBig, VarBinds = [] }).Then(good => good with { Status = ErrorStatus.TooBig, VarBinds = [] });

        var response = await GetAsync(Target, Four[..2]);

        Assert.Equal((ErrorStatus.TooBig, 1), (response.ErrorStatus, response.ErrorIndex));
        Assert.Equal("refused: TooBig", response.VarBinds[0].Value.Cause);
        Assert.Equal(Number(2), response.VarBinds[1].Value);
    }

    [Fact]
    public async Task Item22_V1NoSuchName_IsAbsentAndTheRestAskedAgain()
    {
        var response = await GetAsync(V1, Name(1), Oid.Parse("1.3.6.1.9.0"), Name(2));

        Assert.Equal([Number(1), SnmpValue.NoSuchObject, Number(2)], response.VarBinds.Select(v => v.Value));
        Assert.Equal([3, 2], _peer.Requests.Select(r => r.Oids.Count));
        Assert.Equal(ErrorStatus.NoError, response.ErrorStatus);
    }

    [Fact]
    public async Task Item23_V1NoSuchNameWithoutIndex_IsBisected()
    {
        for (var i = 0; i < 10; i++) _peer.Then((request, good) => [good with { ErrorIndex = 0 }]);

        var response = await GetAsync(V1, Name(1), Oid.Parse("1.3.6.1.9.0"), Name(2));

        Assert.Equal([Number(1), SnmpValue.NoSuchObject, Number(2)], response.VarBinds.Select(v => v.Value));
    }

    [Fact]
    public async Task Item24_GenErr_DropsTheCulprit()
    {
        _peer.ThenRefuse(ErrorStatus.GenErr, 1);

        var response = await GetAsync(Target, Four[..2]);

        Assert.Equal("refused: GenErr", response.VarBinds[0].Value.Cause);
        Assert.Equal(Number(2), response.VarBinds[1].Value);
        Assert.Equal((ErrorStatus.GenErr, 1), (response.ErrorStatus, response.ErrorIndex));
    }

    [Fact]
    public async Task Item27_BindingsInAnotherOrderOrForeign_AreMatchedByOid()
    {
        _peer.Then(good => good with { VarBinds = [new VarBind(Name(50), Number(50)), .. good.VarBinds.Reverse().Take(3)] });

        var response = await GetAsync(Target, Four);

        // The one that it left out is asked again.
        Assert.Equal([Number(1), Number(2), Number(3), Number(4)], response.VarBinds.Select(v => v.Value));
        Assert.Equal([4, 1], _peer.Requests.Select(r => r.Oids.Count));
    }

    [Fact]
    public async Task GetAsync_UserInPlaceOfCommunity_IsRefusedWithTheTargetsName()
    {
        var target = new SnmpTarget("h") { Credentials = new UserCredentials("Zq9!secret1") };

        var error = await Assert.ThrowsAsync<SnmpNotSupportedException>(() => GetAsync(target, Name(1)));

        Assert.Contains("snmp://h:161: SNMPV2c needs a community", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Zq9", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        _peer.Then((_, _) =>
        {
            stop.Cancel();
            return [];
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetAsync(Target, [Name(1)], stop.Token).AsTask());
    }

    [Fact]
    public async Task DisposeAsync_EndsWhatIsUnderWay()
    {
        var asked = new TaskCompletionSource();
        _peer.Then((_, _) =>
        {
            asked.SetResult();
            return [];
        });
        var pending = GetAsync(Target, Name(1));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(5));

        await _client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => pending);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => GetAsync(Target, Name(1)));
    }

    [Fact]
    public async Task GetAsync_HostWithoutAddress_NamesTheTarget()
    {
        // Too long for a name, so that no server is asked.
        var host = new string('a', 300);

        var error = await Assert.ThrowsAsync<SnmpException>(() => GetAsync(new SnmpTarget(host), Name(1)));

        Assert.StartsWith($"snmp://{host}:161: the host name cannot be resolved", error.Message, StringComparison.Ordinal);
    }

    private Task<SnmpResponse> GetAsync(SnmpTarget target, params Oid[] oids) => _client.GetAsync(target, oids, CancellationToken.None).AsTask();

    private static Oid Name(int i) => new(1, 3, 6, 1, 4, (uint)i, 0);

    private static SnmpValue Number(int i) => SnmpValue.Integer(i * 1_000);
}
