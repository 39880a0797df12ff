using System.Text.Json.Serialization;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Gnocchi's JSON: snake case, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 64)]
[JsonSerializable(typeof(GnocchiInfo))]
[JsonSerializable(typeof(ArchivePolicy))]
[JsonSerializable(typeof(ResourceType))]
[JsonSerializable(typeof(IReadOnlyList<ResourceTypePatch>))]
[JsonSerializable(typeof(GnocchiResource))]
[JsonSerializable(typeof(IReadOnlyList<GnocchiResource>))]
[JsonSerializable(typeof(IReadOnlyList<GnocchiMetric>))]
[JsonSerializable(typeof(IReadOnlyList<StoredMeasure>))]
[JsonSerializable(typeof(GnocchiStatus))]
public sealed partial class GnocchiJsonContext : JsonSerializerContext;
