using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Agent;
using Altimeter.SnmpSimulator.Recordings;

namespace Altimeter.SnmpSimulator;

/// <summary>One device on a socket of its own, so that answers come from the address that was asked.</summary>
public sealed class SimulatedDevice : IAsyncDisposable
{
    private const int ReceiveBufferBytes = 1 << 20;

    private static readonly DateTimeOffset FirstBoot = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The enterprise number for examples (RFC 5612), then octets of our choice (RFC 3411 §5).
    private static readonly byte[] EngineIdPrefix = [0x80, 0x00, 0x7E, 0xD9, 5];

    private readonly Socket _socket;
    private readonly SnmpResponder _responder;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _timeProvider;
    private readonly long _started;
    private readonly TimeSpan _head;
    private readonly Task _loop;
    private long _answered;

    /// <summary>Binds and answers at once.</summary>
    /// <param name="recording">What it says.</param>
    /// <param name="bind">Address and port; port 0 for a free one.</param>
    /// <param name="community">The only community that it answers.</param>
    /// <param name="timeProvider">Clock that counters and gauges move with.</param>
    /// <param name="users">Users of SNMPv3; null if it does not speak v3.</param>
    /// <param name="head">Age at the start, so that two devices of one recording differ.</param>
    /// <exception cref="SocketException">The address is not ours, or the port is taken.</exception>
    public SimulatedDevice(Recording recording, IPEndPoint bind, Secret community, TimeProvider timeProvider, AgentUsers? users = null, TimeSpan head = default)
    {
        Recording = recording;
        _timeProvider = timeProvider;
        _started = timeProvider.GetTimestamp();
        _head = head;
        var view = new TableMibView(recording.Variables.Select(v => KeyValuePair.Create(v.Oid, () => v.ValueAt(Age))));
        _socket = new Socket(bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBufferBytes };
        try
        {
            _socket.Bind(bind);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        var engine = users is null ? null : new AgentEngine([.. EngineIdPrefix, .. EndPoint.Address.GetAddressBytes(), (byte)(EndPoint.Port >> 8), (byte)EndPoint.Port], Boots(timeProvider), users, timeProvider);
        _responder = new SnmpResponder(view, community, engine: engine);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>What it plays.</summary>
    public Recording Recording { get; }

    /// <summary>Where it listens, with the real port.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Requests answered so far.</summary>
    public long Answered => Volatile.Read(ref _answered);

    private TimeSpan Age => _head + _timeProvider.GetElapsedTime(_started);

    /// <summary>Stops answering and frees the port.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _socket.Dispose();
        _stop.Dispose();
    }

    /// <summary>Greater with every start, though nothing is kept.</summary>
    private static int Boots(TimeProvider timeProvider) => (int)Math.Clamp((timeProvider.GetUtcNow() - FirstBoot).TotalSeconds, 1, int.MaxValue - 1);

    private async Task RunAsync()
    {
        var request = GC.AllocateArray<byte>(65_536, pinned: true);
        // What fits in an unfragmented datagram on most networks.
        var answer = GC.AllocateArray<byte>(1_472, pinned: true);
        var from = new SocketAddress(_socket.AddressFamily);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(request, SocketFlags.None, from, _stop.Token).ConfigureAwait(false);
                var size = _responder.Respond(request.AsSpan(0, length), answer).Length;
                if (size == 0) continue;
                await _socket.SendToAsync(answer.AsMemory(answer.Length - size), SocketFlags.None, from, _stop.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _answered);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that has gone must not silence the device for the others.
            }
        }
    }
}
