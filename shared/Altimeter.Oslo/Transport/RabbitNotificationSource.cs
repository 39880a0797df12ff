using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Oslo.Transport;

/// <summary>Consumes notifications from RabbitMQ: every configured queue of every broker, each on a channel of its own.</summary>
public sealed class RabbitNotificationSource(IOptions<OsloOptions> options, IQueueOwnership ownership, TimeProvider time, ILogger<RabbitNotificationSource> logger) : INotificationSource
{
    /// <summary>Limits of own queues.</summary>
    internal OwnQueueLimits OwnQueueLimits { get; init; } = new();

    /// <inheritdoc/>
    public NotificationSourceState State { get; } = new();

    /// <summary>Names of the queues that the options make: what <see cref="IQueueOwnership"/> is asked about.</summary>
    public static IReadOnlyList<string> QueuesOf(OsloOptions options) =>
        [.. from broker in OsloBrokers.Of(options) from queue in options.EffectiveQueues select QueueIntake.NameOf(queue.Name, broker.ToString())];

    /// <inheritdoc/>
    public async Task RunAsync(NotificationBatchHandler handler, CancellationToken stopping)
    {
        var brokers = OsloBrokers.Of(options.Value)
            .Select(url => (Link: new RabbitLink(url, "altimeter-notifications"), Topology: new OsloTopology(options.Value, url, logger) { OwnQueueLimits = OwnQueueLimits }))
            .ToList();
        try
        {
            await Task.WhenAll(
                from broker in brokers
                from queue in options.Value.EffectiveQueues
                select new QueueIntake(broker.Link, broker.Topology, queue, options.Value, ownership, State, time, logger)
                {
                    Depth = queue.IsOwn ? new OwnQueueWatch(queue, broker.Link.Broker, OwnQueueLimits, State, time, logger) : null,
                }.RunAsync(handler, stopping));
        }
        finally
        {
            foreach (var (link, topology) in brokers)
            {
                await link.DisposeAsync();
                topology.Dispose();
            }
        }
    }
}
