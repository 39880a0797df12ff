namespace Altimeter.Oslo.Transport;

/// <summary>One notification as a queue delivered it, not looked into.</summary>
public sealed class NotificationDelivery
{
    private volatile bool _isSettled;

    /// <summary>Body, owned by this delivery.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Exchange it was published to.</summary>
    public required string Exchange { get; init; }

    /// <summary>Routing key it was published with, e.g. <c>notifications.sample</c>.</summary>
    public required string RoutingKey { get; init; }

    /// <summary>Queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>AMQP content type; null when absent.</summary>
    public string? ContentType { get; init; }

    /// <summary>Header <c>compression</c>; null when absent.</summary>
    public string? Compression { get; init; }

    /// <summary>Tag on its channel, counted from 1 without gaps.</summary>
    public ulong DeliveryTag { get; init; }

    /// <summary>The broker delivered it before.</summary>
    public bool IsRedelivered { get; init; }

    /// <summary>Every outcome is settled: it will be acknowledged as soon as everything before it on the channel is settled as well.</summary>
    public bool IsSettled => _isSettled;

    /// <summary>Settles it before the rest of its batch. Further calls do nothing.</summary>
    public void Settle() => _isSettled = true;
}
