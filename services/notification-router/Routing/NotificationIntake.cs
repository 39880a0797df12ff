using System.Diagnostics.Metrics;
using Altimeter.NotificationRouter.Diagnostics;
using Altimeter.Oslo.Transport;

namespace Altimeter.NotificationRouter.Routing;

/// <summary>Runs the source for as long as the service runs.</summary>
internal sealed class NotificationIntake(INotificationSource source, NotificationRouting routing, IMeterFactory meters) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        OwnQueueGauges.Create(meters, source.State);
        return source.RunAsync(routing.RouteAsync, stoppingToken);
    }
}
