using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Transport;

/// <summary>What to ask.</summary>
/// <param name="Type">Get, GetNext or GetBulk.</param>
/// <param name="MaxRepetitions">Rows of a GetBulk; 0 otherwise.</param>
/// <param name="Oids">At least one.</param>
internal sealed record RequestPdu(PduType Type, int MaxRepetitions, Oid[] Oids);
