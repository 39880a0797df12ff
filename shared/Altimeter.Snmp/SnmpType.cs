namespace Altimeter.Snmp;

/// <summary>Kinds of value. Those that travel have the number of their tag; net-snmp's types inside Opaque have both octets of their inner tag.</summary>
public enum SnmpType : ushort
{
    /// <summary>No binding came for this OID.</summary>
    Missing = 0,

    /// <summary>INTEGER or Integer32; up to 64 bits are accepted from agents that put counters there.</summary>
    Integer32 = 0x02,

    /// <summary>OCTET STRING: bytes of no particular encoding.</summary>
    OctetString = 0x04,

    /// <summary>NULL: stands for the value in requests; in a response it means that there is none.</summary>
    Null = 0x05,

    /// <summary>OBJECT IDENTIFIER.</summary>
    ObjectIdentifier = 0x06,

    /// <summary>IPv4 address; IPv6 from agents that send 16 octets, none from those that send no octet.</summary>
    IpAddress = 0x40,

    /// <summary>Unsigned 32 bits, wraps.</summary>
    Counter32 = 0x41,

    /// <summary>Unsigned 32 bits, latches (also Unsigned32).</summary>
    Gauge32 = 0x42,

    /// <summary>Unsigned 32 bits in 1/100 s.</summary>
    TimeTicks = 0x43,

    /// <summary>Opaque of unknown content, as raw bytes.</summary>
    Opaque = 0x44,

    /// <summary>Obsolete NsapAddress, as raw bytes.</summary>
    Nsap = 0x45,

    /// <summary>Unsigned 64 bits, wraps; never in SNMPv1.</summary>
    Counter64 = 0x46,

    /// <summary>Obsolete UInteger32, unsigned 32 bits.</summary>
    UInteger32 = 0x47,

    /// <summary>The agent has no such object (RFC 3416 §4.2.1); also what noSuchName of SNMPv1 becomes.</summary>
    NoSuchObject = 0x80,

    /// <summary>The agent has the object, but not this instance (RFC 3416 §4.2.1).</summary>
    NoSuchInstance = 0x81,

    /// <summary>Nothing follows (RFC 3416 §4.2.2).</summary>
    EndOfMibView = 0x82,

    /// <summary>Counter64 inside Opaque.</summary>
    OpaqueCounter64 = 0x9F76,

    /// <summary>IEEE 754 single inside Opaque.</summary>
    OpaqueFloat = 0x9F78,

    /// <summary>IEEE 754 double inside Opaque.</summary>
    OpaqueDouble = 0x9F79,

    /// <summary>Signed 64 bits inside Opaque.</summary>
    OpaqueInt64 = 0x9F7A,

    /// <summary>Unsigned 64 bits inside Opaque.</summary>
    OpaqueUInt64 = 0x9F7B,

    /// <summary>A binding came but cannot be read; <see cref="SnmpValue.Cause"/> says why.</summary>
    Malformed = 0xFFFE,

    /// <summary>The agent refused this OID with an error status; <see cref="SnmpValue.Cause"/> says which.</summary>
    Refused = 0xFFFF,
}
