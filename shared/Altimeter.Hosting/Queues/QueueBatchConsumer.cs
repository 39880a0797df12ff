using System.Diagnostics;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using MassTransit;

namespace Altimeter.Hosting.Queues;

/// <summary>Hands a batch that MassTransit collected to the consumer under the rules of <see cref="BatchRunner{T}"/>; the batch is acknowledged when it returns.</summary>
internal sealed class QueueBatchConsumer<T>(string queue, BatchRunner<T> runner, InFlight inFlight, CancellationToken stop) : IConsumer<Batch<T>>
    where T : class
{
    public async Task Consume(ConsumeContext<Batch<T>> context)
    {
        var contexts = context.Message.ToList();
        var messages = contexts.ConvertAll(ToMessage);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stop);

        // What came back too often may be what ends the process: it is worked on alone.
        foreach (var suspect in messages.Where(message => message.IsSuspect)) await runner.RunAsync([suspect], token.Token);
        var others = messages.Where(message => !message.IsSuspect).ToList();
        if (others.Count > 0) await runner.RunAsync(others, token.Token);

        // One that is given back gives back the batch: MassTransit settles it as one.
        foreach (var message in messages) inFlight.Leave(queue, message.Message);
        await Task.WhenAll(messages.Select(message => message.Settled));
    }

    private DeliveredMessage<T> ToMessage(ConsumeContext<T> context) => new()
    {
        Message = context.Message,
        MessageId = context.MessageId ?? MessageIds.Derive(queue, context.ReceiveContext.Body.GetString()),
        IsRedelivered = context.ReceiveContext.Redelivered,
        DeliveryCount = context.ReceiveContext.TransportHeaders.Get<long>("x-delivery-count") ?? 0,
        Trace = Activity.Current?.Context ?? default,
        ToDeadLetter = (reason, text) => MessageLetter.Of(context.ReceiveContext, queue, reason, text),
        CancelDelivery = () => context.ReceiveContext.CancelDelivery(context.CancellationToken),
    };
}
