using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Transport;

/// <summary>What to ask.</summary>
/// <param name="Type">Get, GetNext or GetBulk.</param>
/// <param name="MaxRepetitions">Rows of a GetBulk; 0 otherwise.</param>
/// <param name="Oids">At least one; none in the request that finds an engine of v3.</param>
internal sealed record RequestPdu(PduType Type, int MaxRepetitions, Oid[] Oids)
{
    /// <summary>Writes the PDU.</summary>
    public void Write(ref BerWriter writer, int id) => MessageWriter.WritePdu(ref writer, Type, id, 0, MaxRepetitions, Oids);
}
