using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp.Processing;

/// <summary>How the messages of one operation are made and read (RFC 3412 §7): by community, or by the user-based security model. The transport knows datagrams, ids and peers, and nothing of versions.</summary>
internal abstract class MessageProcessing
{
    /// <summary>Makes the next datagram of the operation. Every try has its own, with its own id.</summary>
    /// <param name="buffer">Room; the message stands at its end.</param>
    /// <param name="id">What an answer is matched by.</param>
    /// <param name="request">What is asked.</param>
    /// <returns>The message; empty if it does not fit.</returns>
    public abstract ReadOnlySpan<byte> Write(Span<byte> buffer, int id, RequestPdu request);

    /// <summary>Judges a message from the operation's peer with one of its ids.</summary>
    /// <param name="message">What came.</param>
    /// <param name="buffer">Gets what was encrypted, at least as long as the datagram.</param>
    /// <param name="pdu">The PDU, if it is the answer; a view over datagram or buffer.</param>
    public abstract Verdict Read(in ReceivedMessage message, Span<byte> buffer, out SnmpMessage pdu);

    /// <summary>What may explain that no answer came; null if nothing does.</summary>
    public virtual string? Explain() => null;
}
