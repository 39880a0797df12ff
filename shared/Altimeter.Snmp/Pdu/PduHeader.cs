namespace Altimeter.Snmp.Pdu;

/// <summary>Everything of a v1 or v2c message but its bindings.</summary>
public readonly ref struct PduHeader
{
    /// <summary>Version of the message; v1 or v2c.</summary>
    public required SnmpVersion Version { get; init; }

    /// <summary>Community octets.</summary>
    public required ReadOnlySpan<byte> Community { get; init; }

    /// <summary>Kind of PDU.</summary>
    public required PduType Type { get; init; }

    /// <summary>Links a response to its request.</summary>
    public required int RequestId { get; init; }

    /// <summary>Error status; non-repeaters in GetBulk.</summary>
    public int First { get; init; }

    /// <summary>Error index, 1-based, 0 for none; max-repetitions in GetBulk.</summary>
    public int Second { get; init; }
}
