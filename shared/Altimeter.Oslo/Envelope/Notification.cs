namespace Altimeter.Oslo.Envelope;

/// <summary>One notification of an OpenStack service, as it stands in an envelope.</summary>
public sealed record Notification
{
    /// <summary>Id of the notification, normally a dashed UUID; null when absent or no text.</summary>
    public string? MessageId { get; init; }

    /// <summary>Who sent it, usually <c>service.host</c>; null when absent or no text.</summary>
    public string? PublisherId { get; init; }

    /// <summary>Dotted name of what happened; null when absent or no text.</summary>
    public string? EventType { get; init; }

    /// <summary>Priority in lower case, one of <see cref="NotificationPriorities.All"/> in a healthy message; empty when absent.</summary>
    public required string Priority { get; init; }

    /// <summary>Time of sending as written, <c>YYYY-MM-DD HH:MM:SS.ffffff</c> in UTC; null when absent or no text.</summary>
    public string? Timestamp { get; init; }

    /// <summary>Id of this publish, 32 hex digits, by which repeats are recognised; null when absent or no text.</summary>
    public string? UniqueId { get; init; }

    /// <summary>The payload in its original text; <c>null</c> when absent.</summary>
    public required RawJson Payload { get; init; }

    /// <summary>The request context as an object without the <c>_context_</c> prefix; a received one always has <c>client_timeout</c>.</summary>
    public RawJson Context { get; init; }
}
