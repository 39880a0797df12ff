namespace Altimeter.Hosting.Lanes;

/// <summary>Works on the messages of one lane, in order. One instance per lane that this process owns: its state dies with the ownership.</summary>
/// <typeparam name="T">Contract message.</typeparam>
/// <remarks>
/// Normal return completes every message of the batch that is not completed yet. An exception means a defect: the batch is halved
/// down to the message, tried three times, and set aside. A peer that is away is no exception: hold the batch with
/// <see cref="Delivery.Peer"/> until it is back. <see cref="OperationCanceledException"/> may escape only when the token is cancelled.
/// </remarks>
public interface IOrderedBatchConsumer<T>
    where T : class
{
    /// <summary>Works on one batch: contiguous, in delivery order, never two at a time on one lane.</summary>
    Task ConsumeAsync(LaneBatch<T> batch, CancellationToken cancellationToken);
}
