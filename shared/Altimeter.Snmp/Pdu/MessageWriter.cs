using Altimeter.Snmp.Ber;

namespace Altimeter.Snmp.Pdu;

/// <summary>Writes v1 and v2c messages, requests and responses alike.</summary>
public static class MessageWriter
{
    /// <summary>Largest datagram of SNMP over UDP and IPv4, in bytes.</summary>
    public const int MaxDatagram = 65_507;

    /// <summary>Writes a request, with NULL for each value.</summary>
    /// <param name="buffer">Room; the message stands at its end.</param>
    /// <param name="header">All but the bindings.</param>
    /// <param name="oids">One binding each, in this order.</param>
    /// <returns>The message; empty if it does not fit.</returns>
    public static ReadOnlySpan<byte> WriteRequest(Span<byte> buffer, scoped PduHeader header, params ReadOnlySpan<Oid> oids)
    {
        var writer = new BerWriter(buffer);
        WritePdu(ref writer, header.Type, header.RequestId, header.First, header.Second, oids);
        Finish(ref writer, header.Version, header.Community);
        return writer.Written;
    }

    /// <summary>Writes a message with values: what an agent answers.</summary>
    /// <param name="buffer">Room; the message stands at its end.</param>
    /// <param name="header">All but the bindings.</param>
    /// <param name="varBinds">In this order.</param>
    /// <returns>The message; empty if it does not fit.</returns>
    public static ReadOnlySpan<byte> WriteResponse(Span<byte> buffer, scoped PduHeader header, params ReadOnlySpan<VarBind> varBinds)
    {
        var writer = new BerWriter(buffer);
        WritePdu(ref writer, header, varBinds);
        Finish(ref writer, header.Version, header.Community);
        return writer.Written;
    }

    /// <summary>Writes the PDU of a request alone, with NULL for each value unless it sets them.</summary>
    internal static void WriteRequestPdu(ref BerWriter writer, PduType type, int id, int nonRepeaters, int maxRepetitions, scoped ReadOnlySpan<VarBind> varBinds)
    {
        for (var i = varBinds.Length - 1; i >= 0; i--) WriteVarBind(ref writer, type == PduType.Set ? varBinds[i] : new VarBind(varBinds[i].Oid, SnmpValue.Null));
        FinishPdu(ref writer, type, id, nonRepeaters, maxRepetitions);
    }

    /// <summary>Writes a request's PDU alone.</summary>
    internal static void WritePdu(ref BerWriter writer, PduType type, int id, int first, int second, scoped ReadOnlySpan<Oid> oids)
    {
        for (var i = oids.Length - 1; i >= 0; i--) WriteVarBind(ref writer, new VarBind(oids[i], SnmpValue.Null));
        FinishPdu(ref writer, type, id, first, second);
    }

    /// <summary>Writes a PDU with values alone.</summary>
    internal static void WritePdu(ref BerWriter writer, scoped PduHeader header, scoped ReadOnlySpan<VarBind> varBinds)
    {
        for (var i = varBinds.Length - 1; i >= 0; i--) WriteVarBind(ref writer, varBinds[i]);
        FinishPdu(ref writer, header.Type, header.RequestId, header.First, header.Second);
    }

    /// <summary>Puts version and community around the PDU that has been written.</summary>
    internal static void Finish(ref BerWriter writer, SnmpVersion version, scoped ReadOnlySpan<byte> community)
    {
        writer.WriteOctets((byte)SnmpType.OctetString, community);
        writer.WriteSigned((byte)SnmpType.Integer32, (long)version);
        writer.Close(BerReader.Sequence, 0);
    }

    private static void WriteVarBind(ref BerWriter writer, in VarBind varBind)
    {
        var mark = writer.Length;
        writer.WriteValue(varBind.Value);
        writer.WriteOid(varBind.Oid);
        writer.Close(BerReader.Sequence, mark);
    }

    private static void FinishPdu(ref BerWriter writer, PduType type, int id, int first, int second)
    {
        writer.Close(BerReader.Sequence, 0);
        writer.WriteSigned((byte)SnmpType.Integer32, second);
        writer.WriteSigned((byte)SnmpType.Integer32, first);
        writer.WriteSigned((byte)SnmpType.Integer32, id);
        writer.Close((byte)type, 0);
    }
}
