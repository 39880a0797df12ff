namespace Altimeter.SnmpPoller.Polling;

/// <summary>A device at one moment. Nothing in it is secret.</summary>
public sealed record DeviceStatus
{
    /// <summary>Resource id.</summary>
    public required string Name { get; init; }

    /// <summary>Address without credentials, e.g. <c>snmp://192.0.2.10:161</c>.</summary>
    public required string Address { get; init; }

    /// <summary>How it is doing.</summary>
    public required DevicePollState State { get; init; }

    /// <summary>End of the last visit; null before the first.</summary>
    public DateTimeOffset? LastPoll { get; init; }

    /// <summary>How long the last visit took.</summary>
    public TimeSpan LastDuration { get; init; }

    /// <summary>Samples of the last visit.</summary>
    public int LastSamples { get; init; }

    /// <summary>What fails now; null when nothing does.</summary>
    public string? LastError { get; init; }

    /// <summary>Visits since the start.</summary>
    public long Polls { get; init; }

    /// <summary>Samples since the start.</summary>
    public long Samples { get; init; }

    /// <summary>Ticks that were skipped because a visit was still under way or the process was late.</summary>
    public long MissedTicks { get; init; }
}
