using System.Diagnostics;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using MassTransit;

namespace Altimeter.Hosting.Lanes;

/// <summary>Hands each message of an endpoint, with its delivery tag, to the lane, and completes when the lane has settled it.</summary>
internal sealed class LaneConsumer<T>(OrderedLane<T> lane, LaneSet lanes, string queue, InFlight inFlight, LaneAcknowledgements acknowledgements) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        var delivery = LaneDelivery.Of(context.ReceiveContext);
        var message = new DeliveredMessage<T>
        {
            Message = context.Message,
            MessageId = context.MessageId ?? MessageIds.Derive(queue, context.ReceiveContext.Body.GetString()),
            IsRedelivered = context.ReceiveContext.Redelivered,
            DeliveryCount = context.ReceiveContext.TransportHeaders.Get<long>("x-delivery-count") ?? 0,
            Trace = Activity.Current?.Context ?? default,
            ToDeadLetter = (reason, text) => MessageLetter.Of(context.ReceiveContext, queue, reason, text),
            CancelDelivery = () => context.ReceiveContext.CancelDelivery(context.CancellationToken),
            Completing = () => acknowledgements.Expect(delivery),
        };
        delivery.IsTaken = true;
        lane.Enqueue(delivery.Feed, delivery.Tag, message);
        if (!delivery.CompletesAtHandOver) return message.Settled;

        _ = message.Settled.ContinueWith(_ => inFlight.Leave(lanes.Name, message.Message), TaskScheduler.Default);
        return Task.CompletedTask;
    }
}
