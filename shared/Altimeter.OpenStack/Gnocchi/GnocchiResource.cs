using System.Text.Json;
using System.Text.Json.Serialization;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>A resource as Gnocchi shows it.</summary>
/// <remarks>
/// Two members have setters: generated JSON code takes init-only members for constructor parameters, which loses the default of
/// a missing one, and extension data cannot be one.
/// </remarks>
public sealed record GnocchiResource
{
    /// <summary>Gnocchi's own id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The id as its creator sent it.</summary>
    public string? OriginalResourceId { get; init; }

    /// <summary>Resource type.</summary>
    public string? Type { get; init; }

    /// <summary>Metric ids by metric name.</summary>
    public IReadOnlyDictionary<string, Guid> Metrics { get; set; } = new Dictionary<string, Guid>();

    /// <summary>Everything else: the attributes of its type and the generic ones.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Attributes { get; set; }
}
