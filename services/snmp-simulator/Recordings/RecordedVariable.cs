using Altimeter.Snmp;

namespace Altimeter.SnmpSimulator.Recordings;

/// <summary>One line of a recording.</summary>
/// <param name="Oid">The instance.</param>
/// <param name="ValueAt">Its value at an age of the device.</param>
public sealed record RecordedVariable(Oid Oid, Func<TimeSpan, SnmpValue> ValueAt);
