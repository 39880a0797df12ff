namespace Altimeter.Oslo.Transport;

/// <summary>Where raw notifications come from. Two implementations: RabbitMQ, and in process.</summary>
public interface INotificationSource
{
    /// <summary>What is consumed and whether it flows.</summary>
    NotificationSourceState State { get; }

    /// <summary>Consumes until stopped: then takes in no more, lets the batches in work finish, acknowledges and closes.</summary>
    /// <param name="handler">Works on the batches; called for several queues at once.</param>
    /// <param name="stopping">Stops the intake.</param>
    /// <returns>Completes when everything is closed. A broker that is away is waited for.</returns>
    Task RunAsync(NotificationBatchHandler handler, CancellationToken stopping);
}
