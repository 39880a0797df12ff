namespace Altimeter.Snmp;

/// <summary>No answer came to any try.</summary>
public sealed class SnmpTimeoutException : SnmpException
{
    internal SnmpTimeoutException(SnmpTarget target, Oid oid, string? hint)
        : base(target, $"no answer to {target.Retries + 1} tries of {target.Timeout.TotalMilliseconds:0} ms for {oid}{(hint is null ? "" : $" ({hint})")}") => Oid = oid;

    /// <summary>First OID of the request.</summary>
    public Oid Oid { get; }
}
