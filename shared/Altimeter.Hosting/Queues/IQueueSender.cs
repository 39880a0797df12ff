namespace Altimeter.Hosting.Queues;

/// <summary>Sends contract messages to queues without order.</summary>
/// <remarks>An interface because the consumers that send are tested without a broker.</remarks>
public interface IQueueSender
{
    /// <summary>Sends one message and holds it until the broker has confirmed it. A full queue drops it: one publisher that is behind never stops the others.</summary>
    /// <typeparam name="T">Contract message.</typeparam>
    /// <param name="queue">A queue that was declared as a target.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageId">Id of the message.</param>
    /// <param name="cancellationToken">Ends the hold.</param>
    /// <returns>False when the queue was full: the message is dropped and its items are counted as <c>queue-full</c>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first: the message may or may not have arrived.</exception>
    Task<bool> SendAsync<T>(string queue, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class;
}
