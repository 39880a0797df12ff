namespace Altimeter.SnmpPoller.Polling;

/// <summary>How a device is doing.</summary>
public enum DevicePollState
{
    /// <summary>Not polled yet.</summary>
    Unknown,

    /// <summary>Everything that was asked for was answered.</summary>
    Up,

    /// <summary>It answers, but something fails.</summary>
    Degraded,

    /// <summary>It does not answer.</summary>
    Down,
}
