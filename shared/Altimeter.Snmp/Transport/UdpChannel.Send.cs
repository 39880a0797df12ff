using System.Net.Sockets;
using System.Security.Cryptography;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Transport;

/// <content>From requests to datagrams.</content>
internal sealed partial class UdpChannel
{
    private const int BatchCapacity = 64;

    private readonly DatagramBatch _outgoing = new(BatchCapacity, 2_048);
    private readonly Exchange?[] _senders = new Exchange?[BatchCapacity];
    private readonly Queue<(Exchange Exchange, long Run)> _waiting = new();
    private readonly Dictionary<int, Exchange> _pending = [];
    private readonly RecentIds _recent = new(65_536);
    private readonly RequestIds _ids = new();
    private readonly TimerWheel _wheel;
    private readonly List<Exchange> _due = [];
    private DatagramBatch? _large;
    private int _outgoingCount;
    private int _inFlight;

    /// <summary>Starts an exchange when the device and the window have room; else it waits its turn.</summary>
    private void Admit(Exchange exchange)
    {
        if (exchange.Device.UnderWay.Count >= exchange.Target.MaxInFlight) exchange.Device.Waiting.Enqueue((exchange, exchange.Run));
        else if (_inFlight >= _options.MaxInFlight) _waiting.Enqueue((exchange, exchange.Run));
        else Begin(exchange);
    }

    private void Begin(Exchange exchange)
    {
        exchange.HasStarted = true;
        exchange.Device.UnderWay.Add(exchange);
        _inFlight++;
        exchange.Tries = exchange.Device.Tries(exchange.Target);
        Send(exchange);
    }

    private void Send(Exchange exchange)
    {
        int id;
        do id = _ids.Next(exchange.Target.HasShortRequestIds);
        while ((!exchange.Target.HasShortRequestIds && _recent.Contains(id)) || !_pending.TryAdd(id, exchange));
        exchange.Ids.Add((id, _now));
        var wait = exchange.Device.Wait(exchange.Target, exchange.Ids.Count - 1);
        exchange.Waited += wait;
        _wheel.Arm(exchange, _now + (long)(wait.TotalSeconds * _timeProvider.TimestampFrequency));
        try
        {
            var length = Write(_outgoing.Slot(_outgoingCount), exchange, id, exchange.Target.Version);
            if (length == 0) SendLarge(exchange, id);
            else Queue(exchange, length);
        }
        catch (CryptographicException)
        {
            End(exchange, new SnmpSecurityException(exchange.Target, SnmpSecurityFault.UnusableCredentials, "the privacy password makes a key that its cipher refuses as weak"));
        }
        catch (Exception e) when (e is SnmpException or ObjectDisposedException or ArgumentException)
        {
            End(exchange, e);
        }
    }

    private void Queue(Exchange exchange, int length)
    {
        _outgoing.Put(_outgoingCount, length, exchange.Device.AddressOctets);
        _senders[_outgoingCount++] = exchange;
        if (_outgoingCount == BatchCapacity) Flush();
    }

    private void SendLarge(Exchange exchange, int id)
    {
        _large ??= new DatagramBatch(1, MessageWriter.MaxDatagram);
        var length = Write(_large.Slot(0), exchange, id, exchange.Target.Version);
        if (length == 0) throw new SnmpException(exchange.Target, $"a request for {exchange.Request.VarBinds.Length} OIDs exceeds a datagram");
        _large.Put(0, length, exchange.Device.AddressOctets);
        Interlocked.Increment(ref _counters.Sent);
        if (_socket.Send(_large, 0, 1, out var error) == 0) SendFailed(exchange, error);
    }

    private static int Write(Span<byte> buffer, Exchange exchange, int id, SnmpVersion version)
    {
        var request = exchange.Request;
        if (exchange.UsmExchange is { } usm) return exchange.Device.Usm.Write(buffer, usm, id, request).Length;
        var writer = new BerWriter(buffer);
        request.Write(ref writer, id);
        MessageWriter.Finish(ref writer, version, exchange.Community.Expose());
        return writer.Written.Length;
    }

    private void Flush()
    {
        Interlocked.Add(ref _counters.Sent, _outgoingCount);
        for (var first = 0; first < _outgoingCount;)
        {
            first += _socket.Send(_outgoing, first, _outgoingCount - first, out var error);
            if (error == SocketError.Success) continue;
            SendFailed(_senders[first]!, error);
            first++;
        }
        Array.Clear(_senders, 0, _outgoingCount);
        _outgoingCount = 0;
    }

    private void SendFailed(Exchange exchange, SocketError error)
    {
        // As good as lost on the way: the next try may find the network back.
        Interlocked.Increment(ref _counters.SocketErrors);
        exchange.Note($"the last send failed: {error}");
    }

    private void TakeDue()
    {
        if (_wheel.Count == 0) return;
        _due.Clear();
        _wheel.TakeDue(_now, _due);
        foreach (var exchange in _due)
        {
            if (exchange.Ids.Count < exchange.Tries)
            {
                Interlocked.Increment(ref _counters.Retries);
                Send(exchange);
                if (!exchange.HasEnded) AskInV1(exchange);
                continue;
            }
            // Counted first: whoever awaits the exchange may read the statistics at once.
            Interlocked.Increment(ref _counters.Timeouts);
            var error = exchange.TimeOut();
            // Agents that cannot answer a large GETBULK may be well otherwise.
            if (exchange.Request.Type != PduType.GetBulk) exchange.Device.Failed(error.Message);
            End(exchange, error);
        }
    }
}
