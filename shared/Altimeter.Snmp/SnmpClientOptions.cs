namespace Altimeter.Snmp;

/// <summary>Limits of the engine.</summary>
public sealed record SnmpClientOptions
{
    /// <summary>Most OIDs in one GET; agents with small buffers answer tooBig above some 40. Default 30.</summary>
    public int OidsPerGet { get; init; } = 30;

    /// <summary>Most cells asked for in one GETBULK, so that the answer stays below the size that is fragmented. Default 40.</summary>
    public int CellsPerBulk { get; init; } = 40;

    /// <summary>Most requests under way in total; more wait their turn. Default 2,000.</summary>
    public int MaxInFlight { get; init; } = 2_000;

    /// <summary>Most devices that are remembered; above it those that nobody has asked for longest are forgotten, with what was learnt about them. Default 50,000.</summary>
    public int MaxDevices { get; init; } = 50_000;

    /// <summary>Rows after which a walk ends with an error. Default 100,000.</summary>
    public int RowLimit { get; init; } = 100_000;

    /// <summary>Gets a line for each weak protocol of SNMPv3 (MD5, SHA-1, DES), once per client, when a target first uses it, and when the system grants a smaller receive buffer than asked for. Null for silence.</summary>
    public Action<string>? Warn { get; init; }
}
