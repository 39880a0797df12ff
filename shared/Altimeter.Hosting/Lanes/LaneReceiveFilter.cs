using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Altimeter.Hosting.Lanes;

/// <summary>First filter of a lane's endpoint, before deserialization: notes each delivery's tag, and tells the lane when nothing comes for it.</summary>
/// <remarks>Without it a body that cannot be read would leave a hole in the sequence, and the lane would wait for that tag for ever.</remarks>
internal sealed class LaneReceiveFilter<T>(OrderedLane<T> lane) : IFilter<ReceiveContext>
    where T : class
{
    private readonly ConditionalWeakTable<IChannel, LaneFeed> _feeds = [];
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
            return new LaneDelivery(_feeds.GetValue(channel.Channel, NewFeed), amqp.DeliveryTag, completesAtHandOver: false);

        // in memory the endpoint takes one message at a time, so counting is enough
        return new LaneDelivery(_memoryFeed, Interlocked.Increment(ref _memoryTag), completesAtHandOver: true);
    }

    private static LaneFeed NewFeed(IChannel channel)
    {
        var feed = new LaneFeed();
        channel.ChannelShutdownAsync += (_, _) =>
        {
            feed.Close();
            return Task.CompletedTask;
        };
        if (channel.IsClosed) feed.Close();
        return feed;
    }
}
