using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;

namespace Altimeter.UnitTests.Snmp;

/// <summary>Messages as the tests need them.</summary>
internal static class Messages
{
    public static byte[] Response(int id, params VarBind[] varBinds) => MessageWriter.WriteResponse(new byte[MessageWriter.MaxDatagram], Header(SnmpVersion.V2c, PduType.Response, id), varBinds).ToArray();

    public static string Request(SnmpVersion version, PduType type, int id, int repetitions, params string[] oids) =>
        Convert.ToHexStringLower(MessageWriter.WriteRequest(new byte[1_400], Header(version, type, id, repetitions), [.. oids.Select(Oid.Parse)]));

    public static List<VarBind> VarBinds(SnmpMessage message)
    {
        var varBinds = new List<VarBind>();
        for (var reader = message.VarBinds; reader.MoveNext();) varBinds.Add(reader.Current());
        return varBinds;
    }

    private static PduHeader Header(SnmpVersion version, PduType type, int id, int second = 0) =>
        new() { Version = version, Community = "public"u8, Type = type, RequestId = id, Second = second };
}
