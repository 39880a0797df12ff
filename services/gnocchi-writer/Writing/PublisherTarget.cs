using Altimeter.GnocchiWriter.Definitions;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>What the options of a publisher's URI come to.</summary>
/// <param name="Definitions">From <c>resources_definition_file</c>.</param>
/// <param name="ArchivePolicy">From <c>archive_policy</c>: for every metric; null when not given.</param>
/// <param name="Options">All of them as they came; null when there are none.</param>
public sealed record PublisherTarget(ResourceDefinitions Definitions, string? ArchivePolicy, IReadOnlyDictionary<string, string>? Options);
