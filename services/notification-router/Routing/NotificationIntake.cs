using Altimeter.Oslo.Transport;

namespace Altimeter.NotificationRouter.Routing;

/// <summary>Runs the source for as long as the service runs.</summary>
internal sealed class NotificationIntake(INotificationSource source, NotificationRouting routing) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => source.RunAsync(routing.RouteAsync, stoppingToken);
}
