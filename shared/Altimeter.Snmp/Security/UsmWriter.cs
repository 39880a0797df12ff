using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Security;

/// <summary>Wraps a PDU into a v3 message: scopedPDU, encryption, security parameters, digest (RFC 3412 §6, RFC 3414 §3.1).</summary>
internal static class UsmWriter
{
    /// <summary>Number of the user-based security model.</summary>
    public const int SecurityModel = 3;

    private const byte ReportableFlag = 4;

    /// <summary>Turns the PDU that has been written into a message; check for overflow afterwards.</summary>
    /// <param name="writer">Holds the PDU and nothing else.</param>
    /// <param name="header">What goes around it.</param>
    /// <param name="user">Keys of the header's user at the header's engine; may be null without authentication.</param>
    public static void Seal(ref BerWriter writer, scoped in UsmHeader header, LocalizedUser? user)
    {
        Span<byte> salt = stackalloc byte[LocalizedUser.SaltOctets];
        Span<byte> emptyMac = stackalloc byte[Digest.MaxOctets];
        emptyMac.Clear();
        writer.WriteOctets((byte)SnmpType.OctetString, header.ContextName);
        writer.WriteOctets((byte)SnmpType.OctetString, header.ContextEngineId);
        writer.Close(BerReader.Sequence, 0);
        var isEncrypted = header.Level == SecurityLevel.AuthPriv;
        if (isEncrypted)
        {
            writer.Pad(user!.BlockOctets);
            if (writer.IsOverflown) return;
            user.Encrypt(writer.Octets, header.Boots, header.Time, salt);
            writer.Close((byte)SnmpType.OctetString, 0);
        }

        var parameters = writer.Length;
        writer.WriteOctets((byte)SnmpType.OctetString, isEncrypted ? salt : default);
        var macEnd = writer.Length;
        var macOctets = header.Level == SecurityLevel.NoAuthNoPriv ? 0 : user!.MacOctets;
        writer.WriteOctets((byte)SnmpType.OctetString, emptyMac[..macOctets]);
        writer.WriteOctets((byte)SnmpType.OctetString, header.UserName);
        writer.WriteSigned((byte)SnmpType.Integer32, header.Time);
        writer.WriteSigned((byte)SnmpType.Integer32, header.Boots);
        writer.WriteOctets((byte)SnmpType.OctetString, header.EngineId);
        writer.Close(BerReader.Sequence, parameters);
        writer.Close((byte)SnmpType.OctetString, parameters);

        var global = writer.Length;
        writer.WriteSigned((byte)SnmpType.Integer32, SecurityModel);
        writer.WriteOctets((byte)SnmpType.OctetString, [(byte)((byte)header.Level | (header.IsReportable ? ReportableFlag : 0))]);
        writer.WriteSigned((byte)SnmpType.Integer32, MessageWriter.MaxDatagram);
        writer.WriteSigned((byte)SnmpType.Integer32, header.MessageId);
        writer.Close(BerReader.Sequence, global);
        writer.WriteSigned((byte)SnmpType.Integer32, (long)SnmpVersion.V3);
        writer.Close(BerReader.Sequence, 0);
        if (macOctets > 0 && !writer.IsOverflown) user!.Sign(writer.Octets, writer.Length - macEnd - macOctets);
    }
}
