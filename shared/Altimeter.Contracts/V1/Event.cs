namespace Altimeter.Contracts.V1;

/// <summary>Something that happened to a resource, converted from a notification.</summary>
public sealed record Event
{
    /// <summary>Id of the notification, normally a UUID; equal ids mean a repeat of the same event.</summary>
    public required string MessageId { get; init; }

    /// <summary>Event type, e.g. <c>compute.instance.create.end</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>When it was generated, ISO 8601 text in UTC.</summary>
    public required string Generated { get; init; }

    /// <summary>Traits in the order of the definition.</summary>
    public required IReadOnlyList<Trait> Traits { get; init; }

    /// <summary>The raw notification as a JSON object; empty means <c>{}</c>.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }
}
