using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <content>From datagrams to outcomes.</content>
internal sealed partial class UdpChannel
{
    private readonly DatagramBatch _incoming = new(BatchCapacity, 65_536);
    private readonly byte[] _plain = new byte[65_536];
    private DateTimeOffset _receivedAt;

    private void ReceiveAll(int count)
    {
        Interlocked.Add(ref _counters.Received, count);
        _now = _timeProvider.GetTimestamp();
        _receivedAt = _timeProvider.GetUtcNow();
        for (var i = 0; i < count; i++) Receive(i);
    }

    private void Receive(int place)
    {
        ReadOnlySpan<byte> datagram = _incoming.Datagram(place);
        var from = _incoming.Address(place);
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
        if (!TryFind(header.RequestId, out var exchange)) SearchCutId(header, from);
        else if (!IsFromPeer(exchange, from)) return;
        else if (IsAnswer(exchange, header)) Complete(exchange, message, header.RequestId);
    }

    private void ReceiveSecured(in UsmMessage message, ReadOnlySpan<byte> from)
    {
        if (!TryFind(message.MessageId, out var exchange)) return;
        if (exchange.UsmExchange is not { } usm)
        {
            Interlocked.Increment(ref _counters.Mismatched);
            return;
        }
        if (!IsFromPeer(exchange, from)) return;
        var verdict = exchange.Device.Usm.Read(message, usm, _plain, out var pdu);
        switch (verdict.Outcome)
        {
            case UsmOutcome.Answer:
                Complete(exchange, pdu, message.MessageId);
                break;
            case UsmOutcome.Again:
                Supersede(exchange);
                // Keys of a new engine may take a millisecond, which is no work for this thread.
                ThreadPool.UnsafeQueueUserWorkItem(
                    static state => state.Channel.Prepare(state.Exchange, state.Run, state.Peer, state.Usm),
                    (Channel: this, Exchange: exchange, exchange.Run, Peer: exchange.Device.Usm, Usm: usm), preferLocal: false);
                break;
            case UsmOutcome.Refused:
                var refusal = new SnmpSecurityException(exchange.Target, verdict.Fault, Reports.Describe(verdict.Fault));
                End(exchange, refusal);
                break;
            default:
                Interlocked.Increment(ref _counters.Mismatched);
                break;
        }
    }

    /// <summary>Nothing sent so far counts any more: a second Report about it would be taken for one about what follows.</summary>
    private void Supersede(Exchange exchange)
    {
        _wheel.Disarm(exchange);
        foreach (var (id, _) in exchange.Ids)
        {
            _pending.Remove(id);
            _recent.Add(id);
        }
        exchange.Ids.Clear();
        exchange.Waited = TimeSpan.Zero;
    }

    /// <summary>Runs beside the channel's thread: the exchange may have ended and serve another operation meanwhile.</summary>
    private void Prepare(Exchange exchange, long run, UsmPeer peer, UsmExchange usm)
    {
        try
        {
            peer.Prepare(usm);
        }
        catch (Exception e) when (e is SnmpException or CryptographicException or ObjectDisposedException)
        {
            // The same befalls the send, which tells whoever awaits it.
        }
        Post(Command.SendAgain, exchange, run);
    }

    private bool TryFind(int id, [NotNullWhen(true)] out Exchange? exchange)
    {
        if (_pending.TryGetValue(id, out exchange)) return true;
        Interlocked.Increment(ref _recent.Contains(id) ? ref _counters.Duplicates : ref _counters.Late);
        return false;
    }

    private bool IsFromPeer(Exchange exchange, ReadOnlySpan<byte> from)
    {
        if (exchange.Target.AcceptsOtherSource || IsSame(from, exchange.Device.AddressOctets)) return true;
        Interlocked.Increment(ref _counters.Foreign);
        _counters.Count(DeviceQuirks.AnswersFromElsewhere);
        exchange.Note(DeviceQuirks.AnswersFromElsewhere, $"an answer came from {ToEndPoint(from)}");
        return false;
    }

    private IPEndPoint ToEndPoint(ReadOnlySpan<byte> from)
    {
        var address = new SocketAddress(_family, from.Length);
        from.CopyTo(address.Buffer.Span);
        return (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(address);
    }

    /// <summary>Compares port and address: family, flow and scope are not what tells peers apart.</summary>
    private static bool IsSame(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.Length == b.Length
        && a[2..4].SequenceEqual(b[2..4])
        && (a.Length >= 24 ? a[8..24].SequenceEqual(b[8..24]) : a[4..8].SequenceEqual(b[4..8]));

    private void Complete(Exchange exchange, in SnmpMessage message, int id)
    {
        if (message.TrailingOctets > 0) Interlocked.Increment(ref _counters.Trailing);
        foreach (var (sent, at) in exchange.Ids)
        {
            if (sent == id) exchange.Device.Answered(exchange.Target.Version, _timeProvider.GetElapsedTime(at, _now), exchange.Ids.Count == 1, _receivedAt);
        }
        var response = ResponsePdu.From(message, exchange.Request, _counters);
        foreach (var (known, _) in exchange.Ids) _recent.Add(known);
        if (exchange.V1Id != 0) _recent.Add(exchange.V1Id);
        Release(exchange);
        exchange.Complete(response);
    }

    private void End(Exchange exchange, Exception error)
    {
        if (exchange.HasEnded) return;
        if (error is SnmpSecurityException) foreach (var (known, _) in exchange.Ids) _recent.Add(known);
        Release(exchange);
        exchange.Fail(error);
    }

    /// <summary>Forgets an exchange, and gives its place to the next of the same device, then to the next of all.</summary>
    private void Release(Exchange exchange)
    {
        _wheel.Disarm(exchange);
        foreach (var (id, _) in exchange.Ids) _pending.Remove(id);
        if (exchange.V1Id != 0) _pending.Remove(exchange.V1Id);
        // Its datagram may still be in the batch: an error of that send is nobody's then.
        if (_outgoingCount > 0 && Array.IndexOf(_senders, exchange, 0, _outgoingCount) >= 0) Flush();
        if (!exchange.HasStarted) return;
        exchange.HasStarted = false;
        exchange.Device.UnderWay.Remove(exchange);
        _inFlight--;
        while (exchange.Device.Waiting.TryDequeue(out var next))
        {
            if (!next.Exchange.IsWaiting(next.Run)) continue;
            Admit(next.Exchange);
            break;
        }
        while (_inFlight < _options.MaxInFlight && _waiting.TryDequeue(out var next))
        {
            if (next.Exchange.IsWaiting(next.Run)) Admit(next.Exchange);
        }
    }
}
