namespace Altimeter.Snmp;

/// <summary>Versions of SNMP, with the number that travels.</summary>
public enum SnmpVersion
{
    /// <summary>RFC 1157.</summary>
    V1 = 0,

    /// <summary>RFC 1901.</summary>
    V2c = 1,

    /// <summary>RFC 3412.</summary>
    V3 = 3,
}
