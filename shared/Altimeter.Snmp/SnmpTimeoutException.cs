namespace Altimeter.Snmp;

/// <summary>No answer came to any try.</summary>
public sealed class SnmpTimeoutException : SnmpException
{
    internal SnmpTimeoutException(SnmpTarget target, Oid oid, int tries, string? hint, DeviceQuirks quirk = DeviceQuirks.None)
        : base(target, $"no answer to {tries} {(tries == 1 ? "try" : "tries")} of up to {target.Timeout.TotalMilliseconds:0} ms for {oid}{(hint is null ? "" : $" ({hint})")}") => (Oid, Quirk) = (oid, quirk);

    /// <summary>First OID of the request.</summary>
    public Oid Oid { get; }

    /// <summary>What probably lies behind it; none if nothing is known.</summary>
    public DeviceQuirks Quirk { get; }
}
