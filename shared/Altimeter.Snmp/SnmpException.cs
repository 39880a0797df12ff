namespace Altimeter.Snmp;

/// <summary>A device could not be asked. Messages name target and OID, never credentials nor packet bytes.</summary>
public class SnmpException : Exception
{
    /// <summary>Says what failed at which target.</summary>
    public SnmpException(SnmpTarget target, string message, Exception? inner = null)
        : base($"{target}: {message}", inner) => Target = target;

    /// <summary>The device.</summary>
    public SnmpTarget Target { get; }
}
