namespace Altimeter.Contracts.V1;

/// <summary>One measurement of one meter of one resource, with Ceilometer's fields.</summary>
/// <remarks>
/// Volume, metadata and monotonic time are raw JSON (UTF-8) and the timestamp is the text as it came, because 1 and 1.0, or two
/// spellings of one time, differ in signatures and traits. Only who looks inside parses them.
/// </remarks>
public sealed record Sample
{
    /// <summary>Meter name, e.g. <c>hardware.cpu.load.1min</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>gauge</c>, <c>delta</c> or <c>cumulative</c>; not enforced here.</summary>
    public required string Type { get; init; }

    /// <summary>Unit, e.g. <c>%</c>; null when the source gave none.</summary>
    public string? Unit { get; init; }

    /// <summary>Volume as a JSON value: number, boolean, text or null; empty means null.</summary>
    public ReadOnlyMemory<byte> Volume { get; init; }

    /// <summary>User id; null when the resource belongs to none.</summary>
    public string? UserId { get; init; }

    /// <summary>Project id; null when the resource belongs to none.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Resource id; null is possible in foreign samples and has a lane of its own.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Time of the measurement as the source wrote it, e.g. <c>2026-11-25T10:00:00.123456</c>; UTC when it has no zone.</summary>
    public string? Timestamp { get; init; }

    /// <summary>Resource metadata as a JSON object; empty means <c>{}</c>.</summary>
    public ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>Origin, e.g. <c>hardware</c> or <c>openstack</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Identity of the sample, normally a UUID; equal ids mean a repeat of the same sample.</summary>
    public required string Id { get; init; }

    /// <summary>Monotonic time of the measurement as a JSON number; empty means null.</summary>
    public ReadOnlyMemory<byte> MonotonicTime { get; init; }
}
