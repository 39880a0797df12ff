namespace Altimeter.Oslo.Transport;

/// <summary>What a channel delivered and is not acknowledged yet, in order of tags.</summary>
internal sealed class UnacknowledgedDeliveries
{
    private readonly Queue<NotificationDelivery> _waiting = new();

    /// <summary>Takes deliveries in the order of their tags.</summary>
    public void Add(IReadOnlyList<NotificationDelivery> deliveries)
    {
        foreach (var delivery in deliveries) _waiting.Enqueue(delivery);
    }

    /// <summary>Finds what can be acknowledged in one multiple.</summary>
    /// <returns>The highest tag up to which every delivery is settled; null when nothing new is.</returns>
    public ulong? TakeSettled()
    {
        ulong? highest = null;
        while (_waiting.TryPeek(out var delivery) && delivery.IsSettled) highest = _waiting.Dequeue().DeliveryTag;
        return highest;
    }
}
