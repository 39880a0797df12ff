namespace Altimeter.Snmp;

/// <summary>A device to ask, and how.</summary>
/// <param name="Host">Name or address; IPv6 without brackets.</param>
public sealed record SnmpTarget(string Host)
{
    /// <summary>Port of SNMP agents.</summary>
    public const int DefaultPort = 161;

    /// <summary>UDP port. Default 161.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Protocol version. Default v2c.</summary>
    public SnmpVersion Version { get; init; } = SnmpVersion.V2c;

    /// <summary>A <see cref="Community"/> for v1 and v2c, <see cref="UserCredentials"/> for v3. Default <c>public</c>.</summary>
    public SnmpCredentials Credentials { get; init; } = Community.Public;

    /// <summary>Wait for an answer to the first try, shorter once round trips are known; each further try waits twice as long, up to four times this. Default 1 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Tries after the first one. Default 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Most rows asked for in one GETBULK; the engine asks for fewer when columns are many. Default 40.</summary>
    public int MaxRepetitions { get; init; } = 40;

    /// <summary>Most requests under way to the device at once; many agents answer one at a time. Default 1.</summary>
    public int MaxInFlight { get; init; } = 1;

    /// <summary>Whether request ids stay below 2^15, for agents that return no more of them. Ids guard v1 and v2c against forged answers: these do so less well. Default false.</summary>
    public bool HasShortRequestIds { get; init; }

    /// <summary>Whether answers from another address or port than the one asked count; id and community must match all the same. Default false.</summary>
    public bool AcceptsOtherSource { get; init; }

    /// <summary>Whether a walk goes on when an OID is not greater than the one before; it still ends at a repeated one. Default false.</summary>
    public bool ToleratesUnorderedWalk { get; init; }

    /// <summary>Whether walks ask for sysUpTime along with the cells, hold their rows until the end, and are discarded with an error when it went back: rows from before and after a restart are not of one table. Default false.</summary>
    public bool DiscardsWalkOverRestart { get; init; }

    /// <summary><c>snmp://host:port</c>, without credentials: fit for logs and messages.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"snmp://[{Host}]:{Port}" : $"snmp://{Host}:{Port}";
}
