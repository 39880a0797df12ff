namespace Altimeter.Oslo.Transport;

/// <summary>Every queue is consumed here: a process that shares them with none of its kind.</summary>
public sealed class EveryQueue : IQueueOwnership
{
    /// <inheritdoc/>
    public TimeSpan LeaseAge => TimeSpan.Zero;

    /// <inheritdoc/>
    public bool IsOwned(string queue) => true;

    /// <inheritdoc/>
    public bool IsElsewhere(string queue) => false;

    /// <inheritdoc/>
    public bool TryClaim(string queue) => true;

    /// <inheritdoc/>
    public void Release(string queue)
    {
        // nobody else waits for it
    }
}
