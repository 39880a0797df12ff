using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Transport;

/// <summary>What the device answered; bindings as they came.</summary>
internal sealed record ResponsePdu(ErrorStatus Status, int ErrorIndex, VarBind[] VarBinds)
{
    /// <summary>Copies a message out of its datagram; names asked for are taken over and not copied.</summary>
    public static ResponsePdu From(in SnmpMessage message, ReadOnlySpan<Oid> asked)
    {
        var varBinds = new VarBind[message.VarBindCount];
        var reader = message.VarBinds;
        for (var i = 0; reader.MoveNext(); i++) varBinds[i] = reader.Current(i < asked.Length ? asked[i] : default);
        return new ResponsePdu(message.ErrorStatus, message.ErrorIndex, varBinds);
    }
}
