using Altimeter.Hosting.Delivery;

namespace Altimeter.Hosting.Queues;

/// <summary>Works on messages of one queue where order does not matter. One instance per queue; several batches may be in work at once.</summary>
/// <typeparam name="T">Contract message.</typeparam>
/// <remarks>
/// Normal return completes every message of the batch that is not completed yet; what an exception means is decided by
/// <see cref="Delivery.Halving{T}"/>: a peer that is away is waited for, a message that fails for good is set aside alone.
/// </remarks>
public interface IBatchConsumer<T>
    where T : class
{
    /// <summary>Works on one batch.</summary>
    /// <param name="messages">At least one.</param>
    /// <param name="cancellationToken">Cancelled when the channel closes and at the stop: what is not completed comes back.</param>
    Task ConsumeAsync(IReadOnlyList<DeliveredMessage<T>> messages, CancellationToken cancellationToken);
}
