namespace Altimeter.Hosting.Lanes;

/// <summary>Sends contract messages into lanes: one unconfirmed message per lane, in the order of the calls.</summary>
/// <remarks>An interface because the consumers that send are tested without a broker.</remarks>
public interface ILaneSender
{
    /// <summary>Sends one message and holds it until the broker has confirmed it, however long the broker is away or the lane full.</summary>
    /// <typeparam name="T">Contract message.</typeparam>
    /// <param name="lanes">Where to.</param>
    /// <param name="lane">0 to 7; in memory every lane is lane 0.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageId">Id of the message.</param>
    /// <param name="cancellationToken">Ends the hold.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first: the message may or may not have arrived.</exception>
    Task SendAsync<T>(LaneSet lanes, int lane, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class;
}
