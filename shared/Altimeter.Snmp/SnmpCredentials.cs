namespace Altimeter.Snmp;

/// <summary>What opens a device: a <see cref="Community"/> for v1 and v2c, <see cref="UserCredentials"/> for v3. The text form is always <c>***</c>.</summary>
public abstract record SnmpCredentials
{
    private protected SnmpCredentials()
    {
    }
}
