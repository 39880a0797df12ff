namespace Altimeter.Snmp;

/// <summary>Answer to a GET.</summary>
/// <param name="ErrorStatus">The first error that remained after the list was split or repeated; the OIDs it concerns are marked refused.</param>
/// <param name="ErrorIndex">1-based position of that OID among those asked for; 0 without error.</param>
/// <param name="VarBinds">One element per OID asked for, in that order, matched by OID; what the device did not give says why.</param>
public sealed record SnmpResponse(ErrorStatus ErrorStatus, int ErrorIndex, IReadOnlyList<VarBind> VarBinds);
