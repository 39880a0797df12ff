namespace Altimeter.Snmp;

/// <summary>A row of a table.</summary>
/// <param name="Index">The sub-identifiers after the column's OID.</param>
/// <param name="Values">One element per column asked for, in that order; null where the device has no cell.</param>
public sealed record SnmpRow(Oid Index, IReadOnlyList<SnmpValue?> Values);
