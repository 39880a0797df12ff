using Altimeter.Hosting;

namespace Altimeter.NotificationRouter;

/// <summary>Command line of the router.</summary>
public static class NotificationRouterCommands
{
    /// <summary>The service.</summary>
    public static ServiceDescription Service { get; } = new("notification-router", "Takes in OpenStack notifications and passes on the samples in them.", 9102);
}
