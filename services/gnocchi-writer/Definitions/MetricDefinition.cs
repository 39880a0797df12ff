namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>Where samples of one meter go.</summary>
/// <param name="Resource">The entry that maps it.</param>
/// <param name="ArchivePolicy">The metric's own policy; null when it has none.</param>
public sealed record MetricDefinition(ResourceDefinition Resource, string? ArchivePolicy);
