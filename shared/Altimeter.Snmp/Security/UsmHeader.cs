namespace Altimeter.Snmp.Security;

/// <summary>Everything of a v3 message around its PDU (RFC 3412 §6, RFC 3414 §2.4), for writing.</summary>
internal readonly ref struct UsmHeader
{
    /// <summary>Links an answer to its request.</summary>
    public required int MessageId { get; init; }

    /// <summary>What is done to the message.</summary>
    public SecurityLevel Level { get; init; }

    /// <summary>Whether a Report may come back: true in requests, false in answers.</summary>
    public bool IsReportable { get; init; }

    /// <summary>Id of the authoritative engine, the agent's; empty for discovery.</summary>
    public ReadOnlySpan<byte> EngineId { get; init; }

    /// <summary>How often that engine has started.</summary>
    public int Boots { get; init; }

    /// <summary>Seconds since it did.</summary>
    public int Time { get; init; }

    /// <summary>The user, in UTF-8.</summary>
    public ReadOnlySpan<byte> UserName { get; init; }

    /// <summary>Id of the engine that holds the variables.</summary>
    public ReadOnlySpan<byte> ContextEngineId { get; init; }

    /// <summary>Its context, in UTF-8.</summary>
    public ReadOnlySpan<byte> ContextName { get; init; }
}
