namespace Altimeter.Snmp.Transport;

/// <summary>How large a table was.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="CellOctets">Octets of a binding, on average.</param>
internal readonly record struct TableSize(int Rows, int CellOctets);
