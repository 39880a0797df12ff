using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp.Processing;

/// <summary>v3: who asks which device, and how often the operation has been sent again on account of Reports. Its state is guarded by the <see cref="UsmPeer"/>.</summary>
internal sealed class UsmProcessing(UsmPeer peer, PeerUser user) : MessageProcessing
{
    public PeerUser User { get; } = user;

    /// <summary>Whether the last message asked for the engine id.</summary>
    public bool IsDiscovering { get; set; }

    /// <summary>Whether the engine has been looked for anew during the operation.</summary>
    public bool HasRediscovered { get; set; }

    /// <summary>Whether an authenticated message came that was outside the window.</summary>
    public bool WasLate { get; set; }

    /// <summary>Whether it has been sent again with the device's time.</summary>
    public bool HasResynchronized { get; set; }

    /// <summary>The last reason for dropping an answer; none if there was none.</summary>
    public SnmpSecurityFault LastDrop { get; set; }

    public override ReadOnlySpan<byte> Write(Span<byte> buffer, int id, RequestPdu request) => peer.Write(buffer, this, id, request);

    public override Verdict Read(in ReceivedMessage message, Span<byte> buffer, out SnmpMessage pdu)
    {
        if (message.IsSecured) return peer.Read(message.Secured, this, buffer, out pdu);
        pdu = default;
        return new Verdict(Outcome.Drop);
    }

    public override string? Explain() => peer.Explain(this);
}
