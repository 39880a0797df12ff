using Altimeter.Hosting.Lanes;
using MassTransit;
using RabbitMQ.Client;

namespace Altimeter.Hosting.Topology;

/// <summary>Every exchange, queue and binding of ours on RabbitMQ, in one place: receivers and senders declare from here, so a roll-out in any order finds the same.</summary>
/// <remarks>
/// Arguments are frozen: changing one means a new queue name (406 otherwise). What only sizes a queue is a policy, see <c>infra/rabbitmq</c>.
/// The delivery limit is high because RabbitMQ 4 drops after 20 deliveries by default, and −1 drops at the first return on 3.10.
/// </remarks>
internal static class RabbitTopology
{
    private static readonly Dictionary<string, object?> QueueArguments = new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = 1_000_000,
        ["x-overflow"] = "reject-publish",
    };

    private static readonly Dictionary<string, object?> LaneArguments = new(QueueArguments) { ["x-single-active-consumer"] = true };

    /// <summary>Exchange of the heartbeats; the routing key is the service.</summary>
    public const string Heartbeats = "heartbeat-v1";

    private static readonly Dictionary<string, object?> HeartbeatArguments = new() { ["x-expires"] = 60_000, ["x-message-ttl"] = 6_000 };

    /// <summary>Queue of what a service sets aside.</summary>
    public static string DeadLettersOf(string service) => $"{service}-dead-letters";

    /// <summary>Configures a receive endpoint that MassTransit declares: queue, its exchange, and the binding to the event's exchange.</summary>
    public static void Apply(IRabbitMqReceiveEndpointConfigurator endpoint, LaneSet lanes, int lane)
    {
        foreach (var (name, value) in LaneArguments) endpoint.SetQueueArgument(name, value!);
        endpoint.Durable = true;
        endpoint.AutoDelete = false;
        if (lanes.Event is null) return;
        endpoint.Bind(lanes.Event, binding =>
        {
            binding.ExchangeType = ExchangeType.Direct;
            binding.Durable = true;
            binding.AutoDelete = false;
            binding.RoutingKey = RoutingKeyOf(lane);
        });
    }

    /// <summary>Configures the receive endpoint of a queue without order: queue and its exchange.</summary>
    public static void Apply(IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        foreach (var (name, value) in QueueArguments) endpoint.SetQueueArgument(name, value!);
        endpoint.Durable = true;
        endpoint.AutoDelete = false;
    }

    /// <summary>Routing key of a lane on the exchange of its event.</summary>
    public static string RoutingKeyOf(int lane) => lane.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Declares one lane: the same objects as its endpoint.</summary>
    public static async Task DeclareLaneAsync(IChannel channel, LaneSet lanes, int lane, CancellationToken cancellationToken)
    {
        var queue = lanes.QueueOf(lane);
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, LaneArguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, queue, "", cancellationToken: cancellationToken);
        if (lanes.Event is null) return;
        await channel.ExchangeDeclareAsync(lanes.Event, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.ExchangeBindAsync(queue, lanes.Event, RoutingKeyOf(lane), cancellationToken: cancellationToken);
    }

    /// <summary>Declares the dead-letter queue of a service: no service may write to the default exchange, which reaches every queue, so it has one of its own.</summary>
    public static Task DeclareDeadLettersAsync(IChannel channel, string service, CancellationToken cancellationToken) =>
        DeclareQueueAsync(channel, DeadLettersOf(service), cancellationToken);

    /// <summary>Declares a queue without order and the exchange of the same name.</summary>
    public static async Task DeclareQueueAsync(IChannel channel, string name, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, QueueArguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(name, name, "", cancellationToken: cancellationToken);
    }

    /// <summary>Queue of the heartbeats that a replica hears.</summary>
    public static string HeartbeatQueueOf(string service, string replica) => $"{service}-heartbeat-{replica}";

    /// <summary>Declares the heartbeat queue of a replica, which goes with it. Durable, because RabbitMQ 4.3 refuses transient queues that are not exclusive.</summary>
    /// <returns>Name of the queue.</returns>
    public static async Task<string> DeclareHeartbeatsAsync(IChannel channel, string service, string replica, CancellationToken cancellationToken)
    {
        var queue = HeartbeatQueueOf(service, replica);
        await channel.ExchangeDeclareAsync(Heartbeats, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: true, HeartbeatArguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, Heartbeats, service, cancellationToken: cancellationToken);
        return queue;
    }
}
