namespace Altimeter.Contracts.V1;

/// <summary>Notifications were converted to events. Published to the fanout exchange <c>events-collected-v1</c>.</summary>
public sealed record EventsCollected
{
    /// <summary>Who converted them, e.g. <c>notification-router.host-1</c>.</summary>
    public required string PublisherId { get; init; }

    /// <summary>Events in the block, 1 to <see cref="EventBlock.MaxEvents"/>.</summary>
    public required int Count { get; init; }

    /// <summary>Distinct event types in the block, in order of first appearance.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary>The events, packed by <see cref="EventBlock"/>.</summary>
    public required byte[] Block { get; init; }
}
