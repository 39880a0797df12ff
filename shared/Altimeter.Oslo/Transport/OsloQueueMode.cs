namespace Altimeter.Oslo.Transport;

/// <summary>Which queues notifications are taken from.</summary>
public enum OsloQueueMode
{
    /// <summary>The queues <c>&lt;topic&gt;.&lt;priority&gt;</c> themselves, as ceilometer-agent-notification does.</summary>
    Shared,

    /// <summary>Queues of our own, <c>altimeter.&lt;topic&gt;.&lt;priority&gt;</c>, bound to the same exchanges: beside a Ceilometer, to compare.</summary>
    /// <remarks>They hold a limited number, and then drop the oldest: the one place where notifications may be lost.</remarks>
    Own,
}
