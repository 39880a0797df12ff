using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Processing;

/// <summary>A datagram of any version, decoded as far as its id; a view over it.</summary>
internal readonly ref struct ReceivedMessage
{
    /// <summary>What the operation is found by: the request id, in v3 the message id.</summary>
    public int Id => IsSecured ? Secured.MessageId : Plain.Header.RequestId;

    /// <summary>Whether it is of v3.</summary>
    public bool IsSecured { get; private init; }

    /// <summary>The message of v1 or v2c.</summary>
    public SnmpMessage Plain { get; private init; }

    /// <summary>The message of v3.</summary>
    public UsmMessage Secured { get; private init; }

    /// <summary>Decodes what can be decoded without knowing the sender.</summary>
    public static BerStatus TryDecode(ReadOnlySpan<byte> datagram, out ReceivedMessage message)
    {
        var status = SnmpMessage.TryDecode(datagram, out var plain);
        if (status != BerStatus.UnknownVersion)
        {
            message = new ReceivedMessage { Plain = plain };
            return status;
        }
        status = UsmMessage.TryDecode(datagram, out var secured);
        message = new ReceivedMessage { IsSecured = true, Secured = secured };
        return status;
    }
}
