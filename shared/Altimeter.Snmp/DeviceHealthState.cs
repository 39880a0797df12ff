namespace Altimeter.Snmp;

/// <summary>How a device answers.</summary>
public enum DeviceHealthState
{
    /// <summary>Nothing has been asked yet, or no answer is due.</summary>
    Unknown,

    /// <summary>The last answer came to the first try.</summary>
    Up,

    /// <summary>The last answer came to a later try, or the last request failed.</summary>
    Degraded,

    /// <summary>Three requests in a row had no answer; each further one is tried once.</summary>
    Down,
}
