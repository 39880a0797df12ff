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
    PollingSamples polling, SampleCollector collector, IDeadLetters deadLetters, Drops drops, SettledIds settled, HoldLimit holds, ServiceIdentity identity,
    TimeProvider time, ILogger<NotificationRouting> logger)
{
    /// <summary>Works on one batch; when it returns, every outcome is settled.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled: what is not settled comes again.</exception>
    public async Task RouteAsync(IReadOnlyList<NotificationDelivery> deliveries, CancellationToken cancellationToken)
    {
        var mayBeRepeat = deliveries.Any(delivery => delivery.IsRedelivered);
        var halving = new Halving<NotificationDelivery>(
            (some, token) => RouteOpenAsync(some, mayBeRepeat, token),
            delivery => delivery.IsSettled,
            SetAsideFailedAsync,
            failure =>
            {
                mayBeRepeat = true; // some lanes may have their part
                logger.RoutingFailed(failure.Exception, failure.Count, deliveries[0].Queue);
            },
            time);
        if (await holds.TryAsync(token => halving.RunAsync(deliveries, token), cancellationToken)) return;

        var held = deliveries.Where(delivery => !delivery.IsSettled).ToList();
        if (drops.Add("held-too-long", deliveries[0].Queue, held.Count)) logger.HeldTooLong(held.Count, deliveries[0].Queue);
        held.ForEach(delivery => delivery.Settle());
    }

    private async Task SetAsideFailedAsync(NotificationDelivery delivery, Exception failure, int attempts, CancellationToken cancellationToken)
    {
        await SetAsideAsync(delivery, Failed(delivery, failure), attempts, cancellationToken);
        delivery.Settle();
    }

    private async Task RouteOpenAsync(IReadOnlyList<NotificationDelivery> deliveries, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var delivery in deliveries)
        {
            var before = samples.Count;
            var id = await RouteOneAsync(delivery, open, samples, cancellationToken);
            if (samples.Count > before)
            {
                if (id is not null) open.Add(id);
                continue;
            }

            // Nothing of it waits for a confirm: it need not come again when the rest of the batch does.
            delivery.Settle();
            if (id is not null) settled.Add(id);
        }

        if (samples.Count > 0) await collector.SendAsync(identity.PublisherId, samples, mayBeRepeat, cancellationToken);
        foreach (var delivery in deliveries) delivery.Settle();
        foreach (var id in open) settled.Add(id);
        logger.Routed(deliveries.Count, deliveries[0].Queue, samples.Count);
    }

    // Gives the id to be remembered; null when there is none, or when it is a repeat.
    private async Task<string?> RouteOneAsync(NotificationDelivery delivery, HashSet<string> open, List<Sample> samples, CancellationToken cancellationToken)
    {
        var before = samples.Count;
        string? id = null;
        IReadOnlyList<Refusal> refusals;
        try
        {
            refusals = Route(delivery, open, samples, out id);
        }
#pragma warning disable CA1031 // whatever it is, it is a defect of this notification or of ours, and no reason to stop the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            samples.RemoveRange(before, samples.Count - before);
            refusals = [Failed(delivery, e)];
        }

        foreach (var refusal in refusals) await SetAsideAsync(delivery, refusal, attempts: 1, cancellationToken);
        return id;
    }

    private IReadOnlyList<Refusal> Route(NotificationDelivery delivery, HashSet<string> open, List<Sample> samples, out string? id)
    {
        id = null;
        if (!NotificationEnvelope.TryParse(delivery.Body, delivery.ContentType, delivery.Compression, out var notification, out var reason))
            return [new Refusal("notification", "unreadable", reason, delivery.Body)];

        // What the dead-letters command put back was seen before, and set aside.
        if (notification.UniqueId is { } unique && !RabbitNotificationReturn.IsReplay(delivery.Exchange) && (settled.Contains(unique) || open.Contains(unique)))
        {
            drops.Add("duplicate", notification.EventType ?? "(none)");
            return [];
        }

        id = notification.UniqueId;
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

    private static Refusal Failed(NotificationDelivery delivery, Exception failure) =>
        new("notification", "failed", $"{failure.GetType().Name}: {failure.Message}", delivery.Body);

    private async Task SetAsideAsync(NotificationDelivery delivery, Refusal refusal, int attempts, CancellationToken cancellationToken)
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
                Compression = refusal.Kind == "notification" ? delivery.Compression : null,
                SourceQueue = delivery.Queue,
                Exchange = delivery.Exchange,
                RoutingKey = delivery.RoutingKey,
                Attempts = attempts,
            },
            cancellationToken);
    }
}
