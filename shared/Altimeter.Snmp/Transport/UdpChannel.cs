using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>A blocking socket and the one thread that receives on it, matches answers and watches the deadlines. Requests are sent from the
/// caller's thread at first, from this one when they are repeated.</summary>
internal sealed class UdpChannel : IAsyncDisposable
{
    private const int ReceiveBufferBytes = 8 << 20;
    private const int MaxDatagramsPerSweep = 256;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan IdleTick = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<int, Exchange> _pending = new();
    private readonly RecentIds _recent = new(4_096);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _plain = new byte[65_536];
    private readonly TimeProvider _timeProvider;
    private readonly Counters _counters;
    private readonly Socket _socket;
    private volatile bool _isStopping;

    public UdpChannel(AddressFamily family, TimeProvider timeProvider, Counters counters)
    {
        _timeProvider = timeProvider;
        _counters = counters;
        _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBufferBytes };
        if (OperatingSystem.IsWindows())
        {
            // SIO_UDP_CONNRESET off: else "port unreachable" of one device fails the next receive for all.
            _socket.IOControl(unchecked((int)0x9800000C), [0, 0, 0, 0], null);
        }
        _socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
        new Thread(Run) { IsBackground = true, Name = $"snmp-{family}" }.Start();
    }

    /// <summary>Sends the first try.</summary>
    /// <exception cref="ObjectDisposedException">The channel has ended.</exception>
    /// <exception cref="SnmpException">The request exceeds a datagram.</exception>
    public void Start(Exchange exchange)
    {
        Send(exchange);
        ObjectDisposedException.ThrowIf(_isStopping, typeof(SnmpClient));
    }

    /// <summary>Forgets an operation; answers that still come are late.</summary>
    public void Remove(Exchange exchange)
    {
        lock (exchange.Ids)
        {
            foreach (var id in exchange.Ids) _pending.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _ended.Task.ConfigureAwait(false);
        _socket.Dispose();
        foreach (var exchange in _pending.Values) exchange.TrySetException(new ObjectDisposedException(nameof(SnmpClient)));
    }

    private void Send(Exchange exchange)
    {
        Span<byte> small = stackalloc byte[2_048];
        var id = Register(exchange);
        if (exchange.Task.IsCompleted)
        {
            // It ended meanwhile, perhaps before the id was there to be removed.
            Remove(exchange);
            return;
        }
        var datagram = Write(small, exchange, id);
        if (datagram.IsEmpty) datagram = Write(new byte[MessageWriter.MaxDatagram], exchange, id);
        if (datagram.IsEmpty) throw new SnmpException(exchange.Target, $"a request for {exchange.Request.Oids.Length} OIDs exceeds a datagram");
        Interlocked.Increment(ref _counters.Sent);
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, exchange.PeerAddress);
        }
        catch (SocketException e)
        {
            // As good as lost on the way: the next try may find the network back.
            Interlocked.Increment(ref _counters.SocketErrors);
            exchange.Note($"the last send failed: {e.SocketErrorCode}");
        }
    }

    private void SendAgain(Exchange exchange)
    {
        try
        {
            Send(exchange);
        }
        catch (Exception e) when (e is SnmpException or ObjectDisposedException or CryptographicException)
        {
            exchange.TrySetException(e);
        }
    }

    private static ReadOnlySpan<byte> Write(Span<byte> buffer, Exchange exchange, int id)
    {
        var request = exchange.Request;
        if (exchange.Usm is { } usm) return usm.Write(buffer, exchange.UsmExchange!, id, (request.Type, 0, request.MaxRepetitions), request.Oids);
        var header = new PduHeader
        {
            Version = exchange.Target.Version,
            Community = exchange.Community.Expose(),
            Type = request.Type,
            RequestId = id,
            Second = request.MaxRepetitions,
        };
        return MessageWriter.WriteRequest(buffer, header, request.Oids);
    }

    private int Register(Exchange exchange)
    {
        exchange.Deadline = _timeProvider.GetTimestamp() + (long)(exchange.Target.Timeout.TotalSeconds * _timeProvider.TimestampFrequency);
        lock (exchange.Ids)
        {
            int id;
            do id = RequestIds.Next();
            while (!_pending.TryAdd(id, exchange));
            exchange.Ids.Add(id);
            return id;
        }
    }

    private void Run()
    {
        var buffer = GC.AllocateArray<byte>(65_536, pinned: true);
        var from = new SocketAddress(_socket.AddressFamily);
        while (!_isStopping)
        {
            try
            {
                var wait = _pending.IsEmpty ? IdleTick : Tick;
                for (var i = 0; i < MaxDatagramsPerSweep && _socket.Poll(i == 0 ? wait : TimeSpan.Zero, SelectMode.SelectRead); i++)
                {
                    var length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
                    Receive(buffer.AsSpan(0, length), from);
                }
            }
            catch (SocketException)
            {
                // ICMP errors of one device, memory pressure: nothing that may end the loop for all the others.
                Interlocked.Increment(ref _counters.SocketErrors);
            }
            Sweep();
        }
        _ended.SetResult();
    }

    private void Receive(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        Interlocked.Increment(ref _counters.Received);
        var status = SnmpMessage.TryDecode(datagram, out var message);
        if (status == BerStatus.UnknownVersion && (status = UsmMessage.TryDecode(datagram, out var secured)) == BerStatus.Ok)
        {
            ReceiveSecured(secured, from);
            return;
        }
        if (status != BerStatus.Ok)
        {
            Interlocked.Increment(ref _counters.Malformed);
            return;
        }
        var header = message.Header;
        if (!TryFind(header.RequestId, out var exchange)) return;
        if (header.Type != PduType.Response || header.Version != exchange.Target.Version || !exchange.Community.Equals(header.Community))
        {
            Interlocked.Increment(ref _counters.Mismatched);
            return;
        }
        if (IsFromPeer(exchange, from)) Complete(exchange, message);
    }

    private void ReceiveSecured(in UsmMessage message, SocketAddress from)
    {
        if (!TryFind(message.MessageId, out var exchange)) return;
        if (exchange.Usm is not { } usm)
        {
            Interlocked.Increment(ref _counters.Mismatched);
            return;
        }
        if (!IsFromPeer(exchange, from)) return;
        var verdict = usm.Read(message, exchange.UsmExchange!, _plain, out var pdu);
        switch (verdict.Outcome)
        {
            case UsmOutcome.Answer:
                Complete(exchange, pdu);
                break;
            case UsmOutcome.Again:
                exchange.Repeats++;
                // Keys of a new engine may take a millisecond, which is no work for this thread.
                ThreadPool.UnsafeQueueUserWorkItem(static state => state.Channel.SendAgain(state.Exchange), (Channel: this, Exchange: exchange), preferLocal: false);
                break;
            case UsmOutcome.Refused:
                if (exchange.TrySetException(new SnmpSecurityException(exchange.Target, verdict.Fault, Reports.Describe(verdict.Fault)))) Retire(exchange);
                break;
            default:
                Interlocked.Increment(ref _counters.Mismatched);
                break;
        }
    }

    private bool TryFind(int id, [NotNullWhen(true)] out Exchange? exchange)
    {
        if (_pending.TryGetValue(id, out exchange)) return true;
        Interlocked.Increment(ref _recent.Contains(id) ? ref _counters.Duplicates : ref _counters.Late);
        return false;
    }

    private bool IsFromPeer(Exchange exchange, SocketAddress from)
    {
        if (from.Equals(exchange.PeerAddress)) return true;
        Interlocked.Increment(ref _counters.Foreign);
        exchange.Note($"an answer came from {exchange.Peer.Create(from)}");
        return false;
    }

    private void Complete(Exchange exchange, in SnmpMessage message)
    {
        if (message.TrailingOctets > 0) Interlocked.Increment(ref _counters.Trailing);
        if (exchange.TrySetResult(ResponsePdu.From(message, exchange.Request.Oids))) Retire(exchange);
    }

    private void Retire(Exchange exchange)
    {
        Remove(exchange);
        foreach (var id in exchange.Ids) _recent.Add(id);
    }

    private void Sweep()
    {
        var now = _timeProvider.GetTimestamp();
        foreach (var (_, exchange) in _pending)
        {
            if (exchange.Deadline > now || exchange.Task.IsCompleted) continue;
            if (exchange.Ids.Count - exchange.Repeats <= exchange.Target.Retries)
            {
                Interlocked.Increment(ref _counters.Retries);
                Send(exchange);
                continue;
            }
            // Counted first: whoever awaits the exchange may read the statistics at once.
            Interlocked.Increment(ref _counters.Timeouts);
            if (exchange.TimeOut()) Remove(exchange);
            else Interlocked.Decrement(ref _counters.Timeouts);
        }
    }
}
