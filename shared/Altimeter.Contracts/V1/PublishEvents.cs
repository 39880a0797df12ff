namespace Altimeter.Contracts.V1;

/// <summary>Publish these events: sent by the pipeline to the queue of one publisher.</summary>
public sealed record PublishEvents
{
    /// <summary>Events in the block, 1 to <see cref="EventBlock.MaxEvents"/>.</summary>
    public required int Count { get; init; }

    /// <summary>Distinct event types in the block, in order of first appearance.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary>The events, packed by <see cref="EventBlock"/>.</summary>
    public required byte[] Block { get; init; }

    /// <summary>Options of the publisher's URI without secrets; null or empty when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}
