using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Oslo.Transport;

/// <summary>Consumes notifications from RabbitMQ: every configured queue of every broker, each on a channel of its own.</summary>
public sealed class RabbitNotificationSource(IOptions<OsloOptions> options, TimeProvider time, ILogger<RabbitNotificationSource> logger) : INotificationSource
{
    /// <inheritdoc/>
    public NotificationSourceState State { get; } = new();

    /// <inheritdoc/>
    public async Task RunAsync(NotificationBatchHandler handler, CancellationToken stopping)
    {
        var links = OsloBrokers.Of(options.Value).Select(url => new RabbitLink(url, "altimeter-notifications")).ToList();
        try
        {
            await Task.WhenAll(
                from link in links
                from queue in options.Value.EffectiveQueues
                select new QueueIntake(link, queue, options.Value, State, time, logger).RunAsync(handler, stopping));
        }
        finally
        {
            foreach (var link in links) await link.DisposeAsync();
        }
    }
}
