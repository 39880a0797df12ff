namespace Altimeter.Snmp;

/// <summary>A variable binding (RFC 3416 §3).</summary>
/// <param name="Oid">Name of the variable; empty if a response held a name that cannot be read.</param>
/// <param name="Value">Its value, or why there is none.</param>
public readonly record struct VarBind(Oid Oid, SnmpValue Value);
