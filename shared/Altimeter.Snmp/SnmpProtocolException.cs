namespace Altimeter.Snmp;

/// <summary>The device answered, but not as the protocol asks, or refused.</summary>
public sealed class SnmpProtocolException : SnmpException
{
    internal SnmpProtocolException(SnmpTarget target, Oid oid, string message, ErrorStatus status = ErrorStatus.NoError)
        : base(target, $"{message} at {oid}") => (Oid, ErrorStatus) = (oid, status);

    /// <summary>The OID that it is about.</summary>
    public Oid Oid { get; }

    /// <summary>The error status that the device sent; none if the fault is of another kind.</summary>
    public ErrorStatus ErrorStatus { get; }
}
