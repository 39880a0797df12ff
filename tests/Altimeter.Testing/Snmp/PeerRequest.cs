using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Testing.Snmp;

/// <summary>A request that the scripted peer received.</summary>
public sealed record PeerRequest(SnmpVersion Version, PduType Type, int RequestId, int First, int MaxRepetitions, IReadOnlyList<Oid> Oids, byte[] Datagram);
