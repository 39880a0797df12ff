using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Security;

/// <summary>A PDU with the context that it is about (RFC 3412 §6.8).</summary>
internal readonly ref struct ScopedPdu
{
    /// <summary>Id of the engine that holds the variables.</summary>
    public ReadOnlySpan<byte> ContextEngineId { get; private init; }

    /// <summary>Its context, in UTF-8.</summary>
    public ReadOnlySpan<byte> ContextName { get; private init; }

    /// <summary>The PDU; its header has no community.</summary>
    public SnmpMessage Pdu { get; private init; }

    /// <summary>Decodes a plain scopedPDU; what follows it is padding.</summary>
    public static BerStatus TryDecode(ReadOnlySpan<byte> octets, int trailingOctets, out ScopedPdu scoped)
    {
        scoped = default;
        var status = new BerReader(octets).Read(BerReader.Sequence, out var content);
        if (status != BerStatus.Ok) return status;
        var reader = new BerReader(content);
        if ((status = reader.Read((byte)SnmpType.OctetString, out var engineId)) != BerStatus.Ok) return status;
        if ((status = reader.Read((byte)SnmpType.OctetString, out var name)) != BerStatus.Ok) return status;
        if ((status = SnmpMessage.TryDecodePdu(reader, SnmpVersion.V3, default, trailingOctets, out var pdu)) != BerStatus.Ok) return status;
        scoped = new ScopedPdu { ContextEngineId = engineId, ContextName = name, Pdu = pdu };
        return BerStatus.Ok;
    }
}
