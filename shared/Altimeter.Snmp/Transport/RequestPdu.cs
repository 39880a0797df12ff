using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Transport;

/// <summary>What to ask.</summary>
/// <param name="Type">Get, GetNext, GetBulk or Set.</param>
/// <param name="MaxRepetitions">Rows of a GetBulk; 0 otherwise.</param>
/// <param name="VarBinds">At least one, and none in the request that finds an engine of v3. The values travel in a Set only; those of a Get are filled in by the answer, so nobody else touches them before the exchange has ended.</param>
internal readonly record struct RequestPdu(PduType Type, int MaxRepetitions, Memory<VarBind> VarBinds)
{
    /// <summary>Bindings of a GetBulk that are answered once only, those before the others.</summary>
    public int NonRepeaters { get; init; }

    /// <summary>Writes the PDU.</summary>
    public void Write(ref BerWriter writer, int id) => MessageWriter.WriteRequestPdu(ref writer, Type, id, NonRepeaters, MaxRepetitions, VarBinds.Span);
}
