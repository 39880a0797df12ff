namespace Altimeter.Hosting.Lanes;

/// <summary>Works on the messages of one lane, in order. One instance per lane that this process owns: its state dies with the ownership.</summary>
/// <typeparam name="T">Contract message.</typeparam>
/// <remarks>
/// Normal return completes every message of the batch that is not completed yet; what an exception means is decided by
/// <see cref="Delivery.Halving{T}"/>. A call through <see cref="Delivery.Peer"/> holds only itself while a peer is away, instead of repeating
/// the batch, and tells in one line when it goes and comes back. <see cref="OperationCanceledException"/> that is not the token's is a time-out.
/// </remarks>
public interface IOrderedBatchConsumer<T>
    where T : class
{
    /// <summary>Works on one batch: contiguous, in delivery order, never two at a time on one lane.</summary>
    Task ConsumeAsync(LaneBatch<T> batch, CancellationToken cancellationToken);
}
