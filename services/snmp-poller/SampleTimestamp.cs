namespace Altimeter.SnmpPoller;

/// <summary>What time a sample carries.</summary>
public enum SampleTimestamp
{
    /// <summary>Its scheduled tick: the same on every replica, never later than the request.</summary>
    Scheduled,

    /// <summary>When the device's last answer had come.</summary>
    Received,
}
