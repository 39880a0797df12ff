using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Topology;

namespace Altimeter.Hosting.Delivery;

/// <summary>Where a contract message goes.</summary>
/// <param name="Name">Queue that takes it, for logs and details.</param>
/// <param name="RoutingKey">Key on the exchange of the event; null for a command, which is sent to the exchange of the queue's name.</param>
internal readonly record struct SendAddress(string Name, string? RoutingKey)
{
    /// <summary>One lane.</summary>
    public static SendAddress Lane(LaneSet lanes, int lane) => new(lanes.QueueOf(lane), lanes.Event is null ? null : RabbitTopology.RoutingKeyOf(lane));

    /// <summary>One queue without order.</summary>
    public static SendAddress Queue(string queue) => new(queue, null);
}
