using Altimeter.Snmp.Ber;

namespace Altimeter.Snmp;

/// <summary>What the engine has counted since it was made; datagrams where nothing else is said.</summary>
public sealed record SnmpStatistics
{
    /// <summary>Requests sent, every try counted.</summary>
    public required long Sent { get; init; }

    /// <summary>Datagrams received.</summary>
    public required long Received { get; init; }

    /// <summary>Tries after the first.</summary>
    public required long Retries { get; init; }

    /// <summary>Operations that no try brought an answer to.</summary>
    public required long Timeouts { get; init; }

    /// <summary>Dropped: request id unknown or no longer waited for.</summary>
    public required long Late { get; init; }

    /// <summary>Dropped: second answer to a finished operation.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Dropped: from another address than the one asked.</summary>
    public required long Foreign { get; init; }

    /// <summary>Dropped: version, community or kind of PDU is not that of an answer to the request.</summary>
    public required long Mismatched { get; init; }

    /// <summary>Dropped: cannot be decoded.</summary>
    public required long Malformed { get; init; }

    /// <summary>Accepted messages with octets after their end.</summary>
    public required long Trailing { get; init; }

    /// <summary>Values that could not be read, by cause; the others of their messages were.</summary>
    public required IReadOnlyDictionary<BerStatus, long> MalformedValues { get; init; }

    /// <summary>Values that were NULL in an answer.</summary>
    public required long NullValues { get; init; }

    /// <summary>Peculiarities of devices, each time one showed.</summary>
    public required IReadOnlyDictionary<DeviceQuirks, long> Quirks { get; init; }

    /// <summary>Walks that were discarded because the device restarted meanwhile.</summary>
    public required long DiscardedWalks { get; init; }

    /// <summary>Errors of the socket while sending or receiving.</summary>
    public required long SocketErrors { get; init; }

    /// <summary>Requests for an engine id of v3.</summary>
    public required long Discoveries { get; init; }

    /// <summary>Times that a device's Report corrected the clock of v3.</summary>
    public required long TimeSynchronizations { get; init; }

    /// <summary>What went wrong in v3, by cause: reported by devices, or found in what they sent.</summary>
    public required IReadOnlyDictionary<SnmpSecurityFault, long> SecurityFaults { get; init; }
}
