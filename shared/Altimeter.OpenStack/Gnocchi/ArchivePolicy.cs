namespace Altimeter.OpenStack.Gnocchi;

/// <summary>An archive policy as Gnocchi shows it.</summary>
/// <remarks>Lists have setters: generated JSON code would lose the default of an init-only member that is missing.</remarks>
public sealed record ArchivePolicy
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Blocks of the coarsest granularity that late measures may be behind.</summary>
    public int BackWindow { get; init; }

    /// <summary>Aggregation methods, e.g. <c>mean</c>, <c>rate:mean</c>.</summary>
    public IReadOnlyList<string> AggregationMethods { get; set; } = [];

    /// <summary>Granularities and how long they are kept.</summary>
    public IReadOnlyList<ArchivePolicyItem> Definition { get; set; } = [];
}

/// <summary>One granularity of an archive policy.</summary>
/// <param name="Granularity">Python's text of a duration, e.g. <c>0:05:00</c>.</param>
/// <param name="Timespan">How long points are kept, e.g. <c>30 days, 0:00:00</c>.</param>
/// <param name="Points">How many points are kept.</param>
public sealed record ArchivePolicyItem(string? Granularity, string? Timespan, long? Points);
