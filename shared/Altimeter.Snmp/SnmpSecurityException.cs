namespace Altimeter.Snmp;

/// <summary>A v3 device refused the user or the message, or the credentials cannot be used.</summary>
public sealed class SnmpSecurityException : SnmpException
{
    internal SnmpSecurityException(SnmpTarget target, SnmpSecurityFault fault, string message)
        : base(target, message) => Fault = fault;

    /// <summary>Why.</summary>
    public SnmpSecurityFault Fault { get; }
}
