namespace Altimeter.Hosting.Lanes;

/// <summary>One kind of lane that is consumed, and by what.</summary>
/// <param name="Lanes">The lanes.</param>
/// <param name="MessageType">Contract message.</param>
/// <param name="ConsumerType">Implements <see cref="IOrderedBatchConsumer{T}"/> of it.</param>
internal sealed record LaneSubscription(LaneSet Lanes, Type MessageType, Type ConsumerType)
{
    public static LaneSubscription Create<TMessage, TConsumer>(LaneSet lanes)
        where TMessage : class
        where TConsumer : class, IOrderedBatchConsumer<TMessage> => new(lanes, typeof(TMessage), typeof(TConsumer));
}
