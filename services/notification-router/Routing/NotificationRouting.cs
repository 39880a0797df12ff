using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.NotificationRouter.Samples;
using Altimeter.Oslo.Envelope;
using Altimeter.Oslo.Transport;

namespace Altimeter.NotificationRouter.Routing;

/// <summary>Decides what becomes of each notification of a batch: samples, a counted drop, or set aside. Nothing is requeued.</summary>
internal sealed class NotificationRouting(
    PollingSamples polling, SampleCollector collector, IDeadLetters deadLetters, Drops drops, SettledIds settled, ServiceIdentity identity, ILogger<NotificationRouting> logger)
{
    /// <summary>Works on one batch; when it returns, every outcome is settled.</summary>
    public async Task RouteAsync(IReadOnlyList<NotificationDelivery> deliveries, CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var delivery in deliveries)
        {
            if (!NotificationEnvelope.TryParse(delivery.Body, delivery.ContentType, delivery.Compression, out var notification, out var reason))
            {
                await SetAsideAsync(delivery, new Refusal("notification", "unreadable", reason, delivery.Body), cancellationToken);
                continue;
            }

            if (notification.UniqueId is { } id && (settled.Contains(id) || !ids.Add(id)))
            {
                drops.Add("duplicate", notification.EventType ?? "(none)");
                continue;
            }

            foreach (var refusal in Route(notification, delivery, samples)) await SetAsideAsync(delivery, refusal, cancellationToken);
        }

        if (samples.Count > 0) await collector.SendAsync(identity.PublisherId, samples, cancellationToken);
        foreach (var id in ids) settled.Add(id);
        logger.Routed(deliveries.Count, deliveries[0].Queue, samples.Count);
    }

    private IReadOnlyList<Refusal> Route(Notification notification, NotificationDelivery delivery, List<Sample> samples)
    {
        if (!NotificationPriorities.Contains(notification.Priority))
        {
            var found = notification.Priority.Length == 0 ? "absent" : $"'{notification.Priority}'";
            return [new Refusal("notification", "unknown-priority", $"priority is {found}, expected one of {string.Join(", ", NotificationPriorities.All)}", delivery.Body)];
        }

        if (notification.Priority is "sample" or "info" && EventTypeFilter.IsPolling(notification.EventType))
            return polling.Read(notification, delivery.Body, samples);

        var eventType = notification.EventType ?? "(none)";
        if (drops.Add("unhandled", eventType)) logger.Unhandled(eventType);
        return [];
    }

    private async Task SetAsideAsync(NotificationDelivery delivery, Refusal refusal, CancellationToken cancellationToken)
    {
        logger.SetAside(refusal.Kind, delivery.Queue, refusal.Reason, refusal.Text);
        await deadLetters.SetAsideAsync(
            new DeadLetter
            {
                Kind = refusal.Kind,
                Reason = refusal.Reason,
                Text = refusal.Text,
                Body = refusal.Body,
                ContentType = refusal.Kind == "notification" ? delivery.ContentType ?? "application/octet-stream" : "application/json",
                SourceQueue = delivery.Queue,
                Exchange = delivery.Exchange,
                RoutingKey = delivery.RoutingKey,
            },
            cancellationToken);
    }
}
