using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Transport;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class TransportShutdownTests
{
    private static readonly Oid Name = Oid.Parse("1.3.6.1.2.1.1.3.0");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DisposeAsync_WithManyCallers_EndsEveryCall(bool isPlain)
    {
        await using var peer = new ScriptedSnmpPeer([new VarBind(Name, SnmpValue.Integer(7))]);
        var target = peer.Target with { Timeout = TimeSpan.FromMinutes(5), MaxInFlight = 4 };
        Func<AddressFamily, IDatagramSocket>? open = isPlain ? family => new PlainUdpSocket(family) : null;
        for (var round = 0; round < 40; round++)
        {
            var options = new SnmpClientOptions { MaxInFlight = 8 };
            var client = new SnmpClient(new UdpTransport(TimeProvider.System, options, open), options);
            using var stop = new CancellationTokenSource();
            var answers = 0;
            var callers = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
            {
                // Half of them may be cancelled as well.
                var token = i % 2 == 0 ? stop.Token : CancellationToken.None;
                try
                {
                    while (true)
                    {
                        Assert.Equal(SnmpValue.Integer(7), (await client.GetAsync(target, [Name], token)).VarBinds[0].Value);
                        Interlocked.Increment(ref answers);
                    }
                }
                catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
                {
                    return;
                }
            })).ToArray();
            SpinWait.SpinUntil(() => Volatile.Read(ref answers) > round, TimeSpan.FromSeconds(30));
            if (round % 2 == 0) await stop.CancelAsync();
            await client.DisposeAsync();

            // No time-out of a request ends them: those are longer.
            await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }
    }
}
