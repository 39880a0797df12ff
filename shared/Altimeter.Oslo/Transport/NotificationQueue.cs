namespace Altimeter.Oslo.Transport;

/// <summary>A queue that notifications are taken from.</summary>
/// <param name="Name">Name at the broker.</param>
/// <param name="RoutingKey">Topic and priority, e.g. <c>notifications.info</c>: the key of its bindings.</param>
internal sealed record NotificationQueue(string Name, string RoutingKey)
{
    /// <summary>No service of OpenStack names a topic or a server so.</summary>
    private const string OwnPrefix = "altimeter.";

    /// <summary>Whether it is one of ours beside oslo.messaging's.</summary>
    public bool IsOwn => Name != RoutingKey;

    /// <summary>oslo.messaging's own queue of a topic and priority.</summary>
    public static NotificationQueue Shared(string routingKey) => new(routingKey, routingKey);

    /// <summary>Our queue beside it, e.g. <c>altimeter.notifications.info</c>.</summary>
    public static NotificationQueue Own(string routingKey) => new(OwnPrefix + routingKey, routingKey);
}
