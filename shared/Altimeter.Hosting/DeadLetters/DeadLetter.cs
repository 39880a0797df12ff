namespace Altimeter.Hosting.DeadLetters;

/// <summary>An item that is set aside, in the one format of all services.</summary>
public sealed record DeadLetter
{
    /// <summary><c>message</c>, <c>sample</c>, <c>event</c> or <c>notification</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Short reason for counting, kebab-case, e.g. <c>unreadable</c>, <c>refused</c>, <c>late</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What happened, for a person; holds no secret.</summary>
    public required string Text { get; init; }

    /// <summary>The item's bytes unchanged: a notification as it came, a sample or event as JSON, a message that cannot be read.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Content type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>How a notification's body is compressed (its header <c>compression</c>); null when it is not.</summary>
    public string? Compression { get; init; }

    /// <summary>Queue it came from; null when it came from none.</summary>
    public string? SourceQueue { get; init; }

    /// <summary>Exchange it was published to; null when unknown.</summary>
    public string? Exchange { get; init; }

    /// <summary>Routing key it was published with; null when unknown.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Publisher it was meant for; null when none.</summary>
    public string? Publisher { get; init; }

    /// <summary>Options of that publisher which came with a sample (<c>PublishSamples.Options</c>); null when there were none.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>When it was first seen; null: the time of setting aside.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; } = 1;
}
