namespace Altimeter.Oslo.Transport;

/// <summary>Publishes raw notifications as oslo.messaging does. Two implementations: RabbitMQ, and in process.</summary>
public interface INotificationPublisher
{
    /// <summary>Publishes one notification and holds it until the broker has confirmed it, however long the broker is away.</summary>
    /// <param name="exchange">Control exchange, e.g. <c>ceilometer</c>.</param>
    /// <param name="routingKey">Topic and priority, e.g. <c>notifications.sample</c>; also the name of the queue that is declared when it is missing.</param>
    /// <param name="body">An envelope, see <see cref="Envelope.NotificationWriter"/>.</param>
    /// <param name="cancellationToken">Ends the hold.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first: it may or may not have arrived.</exception>
    Task PublishAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
