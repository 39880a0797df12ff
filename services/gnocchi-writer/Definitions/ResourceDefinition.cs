namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>One entry of the file: a resource type, its metrics and its attributes.</summary>
public sealed record ResourceDefinition
{
    /// <summary>What unmapped meters become when they are to be kept.</summary>
    public static ResourceDefinition Generic { get; } = new() { Type = "generic", Metrics = [], Attributes = [] };

    /// <summary>Resource type in Gnocchi.</summary>
    public required string Type { get; init; }

    /// <summary>Metrics with their own archive policy, null where they have none; in the order of the file.</summary>
    public required IReadOnlyList<KeyValuePair<string, string?>> Metrics { get; init; }

    /// <summary>Attributes in the order of the file.</summary>
    public required IReadOnlyList<AttributeDefinition> Attributes { get; init; }

    /// <summary>Archive policy of the whole entry (deprecated key <c>archive_policy</c>): wins over everything. Null when not given.</summary>
    public string? ForcedPolicy { get; init; }

    /// <summary>What events do; null when the entry names none.</summary>
    public EventMapping? Events { get; init; }

    /// <summary>Whether the attributes depend on nothing but <c>resource_metadata</c>: equal metadata give equal attributes then.</summary>
    public bool ReadsMetadataOnly { get; init; }
}
