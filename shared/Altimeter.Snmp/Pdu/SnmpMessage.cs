using Altimeter.Snmp.Ber;

namespace Altimeter.Snmp.Pdu;

/// <summary>A decoded v1 or v2c message, request or response; a view over the datagram (RFC 1157 §4, RFC 1901).</summary>
public readonly ref struct SnmpMessage
{
    /// <summary>Most bindings taken from one datagram, so that 64 KiB of empty bindings cannot cost megabytes.</summary>
    public const int MaxVarBinds = 4_096;

    /// <summary>Version, community, kind, request id, and the two numbers that follow it.</summary>
    public PduHeader Header { get; private init; }

    /// <summary>Error status of a response.</summary>
    public ErrorStatus ErrorStatus => (ErrorStatus)Header.First;

    /// <summary>1-based position of the binding that the error is about; 0 for none or unknown.</summary>
    public int ErrorIndex => Header.Second;

    /// <summary>Number of bindings, bad ones included.</summary>
    public int VarBindCount { get; private init; }

    /// <summary>Octets after the message, which are ignored.</summary>
    public int TrailingOctets { get; private init; }

    /// <summary>The bindings, from the first.</summary>
    public VarBindReader VarBinds => new(VarBindOctets);

    internal ReadOnlySpan<byte> VarBindOctets { get; private init; }

    /// <summary>Decodes a datagram as far as the frames of its bindings; bad content inside a frame costs that binding only.</summary>
    public static BerStatus TryDecode(ReadOnlySpan<byte> datagram, out SnmpMessage message)
    {
        message = default;
        var outer = new BerReader(datagram);
        var status = outer.Read(BerReader.Sequence, out var content);
        if (status != BerStatus.Ok) return status;
        var reader = new BerReader(content);
        if ((status = reader.ReadInt32(out var version)) != BerStatus.Ok) return status;
        if ((SnmpVersion)version is not (SnmpVersion.V1 or SnmpVersion.V2c)) return BerStatus.UnknownVersion;
        if ((status = reader.Read((byte)SnmpType.OctetString, out var community)) != BerStatus.Ok) return status;
        return TryDecodePdu(reader, (SnmpVersion)version, community, outer.Remaining, out message);
    }

    /// <summary>Decodes a PDU, the next element of a reader.</summary>
    internal static BerStatus TryDecodePdu(BerReader reader, SnmpVersion version, ReadOnlySpan<byte> community, int trailingOctets, out SnmpMessage message)
    {
        message = default;
        var status = reader.Read(out var type, out var pdu);
        if (status != BerStatus.Ok) return status;
        if (!Enum.IsDefined((PduType)type)) return BerStatus.UnexpectedTag;

        var fields = new BerReader(pdu);
        if ((status = fields.ReadInt32(out var requestId)) != BerStatus.Ok) return status;
        if ((status = fields.ReadInt32(out var first)) != BerStatus.Ok) return status;
        if ((status = fields.ReadInt32(out var second)) != BerStatus.Ok) return status;
        if ((status = fields.Read(BerReader.Sequence, out var varBinds)) != BerStatus.Ok) return status;
        if ((status = CountFrames(varBinds, out var count)) != BerStatus.Ok) return status;

        message = new SnmpMessage
        {
            Header = new PduHeader
            {
                Version = version,
                Community = community,
                Type = (PduType)type,
                RequestId = requestId,
                First = first,
                Second = second,
            },
            VarBindOctets = varBinds,
            VarBindCount = count,
            TrailingOctets = trailingOctets,
        };
        return BerStatus.Ok;
    }

    private static BerStatus CountFrames(ReadOnlySpan<byte> varBinds, out int count)
    {
        count = 0;
        for (var frames = new BerReader(varBinds); frames.Remaining > 0; count++)
        {
            var status = frames.Read(BerReader.Sequence, out _);
            if (status != BerStatus.Ok) return status;
            if (count == MaxVarBinds) return BerStatus.TooManyBindings;
        }
        return BerStatus.Ok;
    }
}
