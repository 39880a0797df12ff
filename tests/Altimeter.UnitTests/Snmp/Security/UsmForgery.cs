using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;

namespace Altimeter.UnitTests.Snmp.Security;

/// <summary>Messages that a good device would not have sent, in place of one that it did.</summary>
internal static class UsmForgery
{
    private static readonly MasterKeys Keys = new();

    /// <summary>An unauthenticated Report to the request of an answer.</summary>
    public static byte[] Report(byte[] answer, SnmpSecurityFault fault, byte[] engineId, int boots, int time) =>
        Write(answer, PduType.Report, new UserCredentials(""), engineId, boots, time, "", new VarBind(Reports.Counter(fault), SnmpValue.Unsigned(SnmpType.Counter32, 1)));

    /// <summary>A Response of the vectors' engine, with the keys of a user.</summary>
    public static byte[] Response(byte[] answer, UserCredentials user, int boots, int time, string context) =>
        Write(answer, PduType.Response, user, Users.EngineId, boots, time, context, new VarBind(UsmDevice.SysUpTime, SnmpValue.Integer(1)));

    private static byte[] Write(byte[] answer, PduType type, UserCredentials user, byte[] engineId, int boots, int time, string context, VarBind varBind)
    {
        UsmMessage.TryDecode(answer, out var message);
        var keys = new LocalizedUser(user, engineId, Keys);
        var peer = new PeerUser(user with { ContextName = context });
        var writer = new BerWriter(new byte[1_000]);
        MessageWriter.WritePdu(ref writer, new PduHeader { Version = SnmpVersion.V3, Community = default, Type = type, RequestId = message.MessageId }, [varBind]);
        var header = new UsmHeader
        {
            MessageId = message.MessageId,
            Level = keys.Level,
            EngineId = engineId,
            Boots = boots,
            Time = time,
            UserName = peer.Name,
            ContextEngineId = engineId,
            ContextName = peer.ContextName,
        };
        UsmWriter.Seal(ref writer, header, keys);
        return writer.Written.ToArray();
    }
}
