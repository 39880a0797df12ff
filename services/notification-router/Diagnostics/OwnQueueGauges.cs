using System.Diagnostics.Metrics;
using Altimeter.Oslo.Transport;

namespace Altimeter.NotificationRouter.Diagnostics;

/// <summary>Depth of the own queues that this router consumes; nothing in mode <c>Shared</c>.</summary>
internal static class OwnQueueGauges
{
    public static void Create(IMeterFactory meters, NotificationSourceState state)
    {
        var meter = meters.Create("Altimeter.NotificationRouter");
        meter.CreateObservableGauge("altimeter.router.own_queue.messages", () => Measure(state, depth => depth.Messages), "{message}", "Notifications that wait in an own queue.");
        meter.CreateObservableGauge("altimeter.router.own_queue.fill", () => Measure(state, depth => depth.Fill), "1", "Share of its nearer limit that waits in an own queue; it drops its oldest at 1.");
    }

    private static IEnumerable<Measurement<T>> Measure<T>(NotificationSourceState state, Func<OwnQueueDepth, T> value)
        where T : struct =>
        state.OwnQueues.Select(queue => new Measurement<T>(value(queue.Value), new KeyValuePair<string, object?>("queue", queue.Key)));
}
