using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Agent;

namespace Altimeter.UnitTests.Snmp.Security;

/// <summary>A v3 agent on a free port of 127.0.0.1.</summary>
internal sealed class UsmAgent : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly SnmpResponder _responder;
    private readonly Task _loop;

    public UsmAgent(params UserCredentials[] users)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var view = new TableMibView([new(UsmDevice.SysUpTime, () => SnmpValue.Unsigned(SnmpType.TimeTicks, 12345))]);
        _responder = new SnmpResponder(view, new Secret("public"), 100, new AgentEngine(Users.EngineId, 3, new AgentUsers(users), TimeProvider.System));
        _loop = RunAsync();
    }

    public SnmpTarget Target => new("127.0.0.1") { Port = ((IPEndPoint)_socket.LocalEndPoint!).Port, Version = SnmpVersion.V3, Timeout = TimeSpan.FromSeconds(20), Retries = 0 };

    /// <summary>What is sent before each answer.</summary>
    public Func<byte[], byte[], byte[]>? Before { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var buffer = new byte[2_000];
        var room = new byte[1_472];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                var request = buffer[..received.ReceivedBytes];
                var answer = _responder.Respond(request, room).ToArray();
                if (Before is { } before) await _socket.SendToAsync(before(request, answer), received.RemoteEndPoint);
                await _socket.SendToAsync(answer, received.RemoteEndPoint);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
