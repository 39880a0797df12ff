namespace Altimeter.Snmp;

/// <summary>A target asks for something that this engine does not speak.</summary>
public sealed class SnmpNotSupportedException : SnmpException
{
    internal SnmpNotSupportedException(SnmpTarget target, string message)
        : base(target, message)
    {
    }
}
