using Altimeter.Hosting;

namespace Altimeter.NotificationRouter;

/// <summary>Command line of the router.</summary>
public static class NotificationRouterCommands
{
    /// <summary>The service, and its verb <c>unbind</c>.</summary>
    public static ServiceDescription Service { get; } =
        new("notification-router", "Takes in OpenStack notifications and passes on the samples in them.", 9102) { ServiceVerbs = [UnbindCommand.Create] };
}
