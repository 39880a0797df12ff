namespace Altimeter.Oslo.Transport;

/// <summary>Which queues notifications are taken from.</summary>
public enum OsloQueueMode
{
    /// <summary>The queues <c>&lt;topic&gt;.&lt;priority&gt;</c> themselves, as ceilometer-agent-notification does.</summary>
    Shared,
}
