using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Transport;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class UdpTransportTests : IAsyncDisposable
{
    private readonly ScriptedSnmpPeer _peer = new(Enumerable.Range(1, 100).Select(i => new VarBind(Name(i), SnmpValue.Integer(i))));

    private SnmpTarget Target => _peer.Target with { Timeout = TimeSpan.FromSeconds(5), Retries = 0 };

    public async ValueTask DisposeAsync() => await _peer.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExchangeAsync_EitherSocket_CarriesManyAtOnce(bool isPlain)
    {
        await using var client = Client(isPlain);
        var target = Target with { MaxInFlight = 50 };

        var answers = await Task.WhenAll(Enumerable.Range(1, 100).Select(i => client.GetAsync(target, [Name(i)], CancellationToken.None).AsTask()));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => SnmpValue.Integer(i)), answers.Select(a => a.VarBinds[0].Value));
        Assert.Equal((100, 100), (client.Statistics.Sent, client.Statistics.Received));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExchangeAsync_EitherSocket_RepeatsAndEnds(bool isPlain)
    {
        await using var client = Client(isPlain);
        _peer.ThenDrop(3); // the last one asks in v1

        var error = await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(client, Hasty, 1));

        Assert.Contains("no answer to 2 tries within 900 ms for", error.Message, StringComparison.Ordinal);
        Assert.Contains("does not know the community", error.Message, StringComparison.Ordinal);
        Assert.Equal(SnmpValue.Integer(2), (await GetAsync(client, Target, 2)).VarBinds[0].Value);

        _peer.ThenDrop(2);
        error = await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(client, Hasty, 1));
        Assert.DoesNotContain("community", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item34_AnswerFromElsewhere_IsAcceptedWhenTheTargetSaysSo()
    {
        await using var client = new SnmpClient();
        _peer.Then(good => good with { IsFromOtherPort = true });

        Assert.Equal(SnmpValue.Integer(1), (await GetAsync(client, Target with { AcceptsOtherSource = true }, 1)).VarBinds[0].Value);
        Assert.Equal(0, client.Statistics.Foreign);
    }

    [Fact]
    public async Task Item74_InFlight_IsLimitedPerDevice()
    {
        await using var client = new SnmpClient();
        var first = new TaskCompletionSource();
        _peer.Then((_, good) => [good with { After = first.Task }]);
        var requests = Enumerable.Range(1, 5).Select(i => GetAsync(client, Target, i)).ToList();
        // Another target shares the thread: once it is answered, a second request of the first one would be out, too.
        await using var other = new ScriptedSnmpPeer();
        await GetAsync(client, other.Target, 1);

        Assert.InRange(_peer.Requests.Count, 0, 1);
        first.SetResult();
        await Task.WhenAll(requests);
        Assert.Equal(5, _peer.Requests.Count);
    }

    [Fact]
    public async Task Item76_DeviceThatIsDown_GetsOneProbeAndIsUpAfterAnAnswer()
    {
        await using var client = new SnmpClient();
        // One of them asks in v1, in case that it is all that the device knows.
        _peer.ThenDrop(8);
        for (var i = 0; i < 4; i++) await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(client, Hasty, 1));

        Assert.Equal(8, _peer.Requests.Count);
        Assert.Equal((DeviceHealthState.Down, 4), (client.Devices[0].State, client.Devices[0].Failures));
        await GetAsync(client, Target, 1);
        Assert.Equal((DeviceHealthState.Up, 0), (client.Devices[0].State, client.Devices[0].Failures));
    }

    [Fact]
    public void Item78_Wait_FollowsTheRoundTripsWithinBounds()
    {
        var configured = TimeSpan.FromSeconds(2);
        var quick = new RoundTrip();
        Assert.Equal(configured, quick.Wait(configured, 0));
        quick.Add(TimeSpan.FromMilliseconds(20));
        Assert.Equal(TimeSpan.FromMilliseconds(250), quick.Wait(configured, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(500), quick.Wait(configured, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(60), quick.Wait(TimeSpan.FromMilliseconds(60), 0));

        var slow = new RoundTrip();
        for (var i = 0; i < 20; i++) slow.Add(TimeSpan.FromMilliseconds(800));
        Assert.InRange(slow.Wait(configured, 0), TimeSpan.FromMilliseconds(800.5), configured);
        Assert.Equal(configured * 4, slow.Wait(configured, 20));
    }

    [Fact]
    public async Task ExchangeAsync_CancelledWhileWaitingItsTurn_LeavesTheOthers()
    {
        await using var client = new SnmpClient();
        var first = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        _peer.Then((_, good) => [good with { After = first.Task }]);
        var before = GetAsync(client, Target, 1);
        var cancelled = client.GetAsync(Target, [Name(2)], stop.Token).AsTask();
        var after = GetAsync(client, Target, 3);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        first.SetResult();

        Assert.Equal(SnmpValue.Integer(1), (await before).VarBinds[0].Value);
        Assert.Equal(SnmpValue.Integer(3), (await after).VarBinds[0].Value);
        Assert.Equal(2, _peer.Requests.Count);
    }

    [Fact]
    public async Task Item83_SmallReceiveBuffer_IsToldWithItsSize()
    {
        var warnings = new List<string>();
        var options = new SnmpClientOptions { Warn = warnings.Add };
        await using var client = new SnmpClient(new UdpTransport(TimeProvider.System, options, family => new SmallBuffer(family)), options);

        await GetAsync(client, Target, 1);

        Assert.Contains("is 4096 bytes", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private SnmpTarget Hasty => _peer.Target with { Timeout = TimeSpan.FromMilliseconds(300), Retries = 1 };

    private static SnmpClient Client(bool isPlain)
    {
        var options = new SnmpClientOptions();
        return new SnmpClient(new UdpTransport(TimeProvider.System, options, isPlain ? family => new PlainUdpSocket(family) : null), options);
    }

    private static Task<SnmpResponse> GetAsync(SnmpClient client, SnmpTarget target, int i) => client.GetAsync(target, [Name(i)], CancellationToken.None).AsTask();

    private static Oid Name(int i) => new(1, 3, 6, 1, 4, (uint)i, 0);

    private sealed class SmallBuffer(AddressFamily family) : IDatagramSocket
    {
        private readonly PlainUdpSocket _socket = new(family);

        public int ReceiveBufferBytes => 4_096;

        public int Receive(DatagramBatch batch) => _socket.Receive(batch);

        public void Wait(int milliseconds) => _socket.Wait(milliseconds);

        public int Send(DatagramBatch batch, int first, int count, out SocketError error) => _socket.Send(batch, first, count, out error);

        public void Wake() => _socket.Wake();

        public void Dispose() => _socket.Dispose();
    }
}
