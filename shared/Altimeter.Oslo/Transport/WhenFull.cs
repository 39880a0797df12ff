namespace Altimeter.Oslo.Transport;

/// <summary>What happens while what was taken in cannot be passed on.</summary>
public enum WhenFull
{
    /// <summary>Hold: the backlog waits in oslo's queues.</summary>
    Hold,
}
