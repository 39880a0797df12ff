namespace Altimeter.Oslo.Transport;

/// <summary>Works on a batch of one queue, in delivery order. One batch of a queue is in work at a time.</summary>
/// <param name="deliveries">At least one.</param>
/// <param name="cancellationToken">Cancelled when the channel closes: what is not settled comes back.</param>
/// <remarks>
/// Normal return settles every delivery. An exception gives back what is not settled, by closing the channel, and the queue is opened
/// again after a pause: handlers deal with bad items themselves.
/// </remarks>
public delegate Task NotificationBatchHandler(IReadOnlyList<NotificationDelivery> deliveries, CancellationToken cancellationToken);
