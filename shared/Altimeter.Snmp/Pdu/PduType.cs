namespace Altimeter.Snmp.Pdu;

/// <summary>Kinds of PDU, with the number of their tag (RFC 3416 §3).</summary>
public enum PduType : byte
{
    /// <summary>GetRequest.</summary>
    Get = 0xA0,

    /// <summary>GetNextRequest.</summary>
    GetNext = 0xA1,

    /// <summary>Response.</summary>
    Response = 0xA2,

    /// <summary>SetRequest.</summary>
    Set = 0xA3,

    /// <summary>GetBulkRequest; not in SNMPv1.</summary>
    GetBulk = 0xA5,

    /// <summary>InformRequest.</summary>
    Inform = 0xA6,

    /// <summary>SNMPv2-Trap.</summary>
    Trap = 0xA7,

    /// <summary>Report; SNMPv3 only.</summary>
    Report = 0xA8,
}
