using MassTransit;
using MassTransit.RabbitMqTransport;

namespace Altimeter.Hosting.Lanes;

/// <summary>First filter of a lane's endpoint, before deserialization: notes each delivery's tag, and tells the lane when nothing comes for it.</summary>
/// <remarks>Without it a body that cannot be read would leave a hole in the sequence, and the lane would wait for that tag for ever.</remarks>
internal sealed class LaneReceiveFilter<T>(OrderedLane<T> lane, LaneFeeds feeds) : IFilter<ReceiveContext>
    where T : class
{
    private readonly LaneFeed _memoryFeed = new();
    private ulong _memoryTag;

    public void Probe(ProbeContext context) => context.CreateFilterScope("lane");

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var delivery = context.GetOrAddPayload(() => NewDelivery(context));
        try
        {
            await next.Send(context);
        }
        finally
        {
            if (!delivery.IsTaken) lane.Enqueue(delivery.Feed, delivery.Tag, null);
        }
    }

    private LaneDelivery NewDelivery(ReceiveContext context)
    {
        if (context.TryGetPayload<RabbitMqBasicConsumeContext>(out var amqp) && context.TryGetPayload<ChannelContext>(out var channel))
            return new LaneDelivery(feeds.Of(channel.Channel), amqp.DeliveryTag, completesAtHandOver: false);

        // in memory the endpoint takes one message at a time, so counting is enough
        return new LaneDelivery(_memoryFeed, Interlocked.Increment(ref _memoryTag), completesAtHandOver: true);
    }
}
