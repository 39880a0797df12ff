using System.Text.Json;
using System.Text.Json.Serialization;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>A resource as Gnocchi shows it.</summary>
public sealed record GnocchiResource
{
    /// <summary>Gnocchi's own id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The id as its creator sent it.</summary>
    public string? OriginalResourceId { get; init; }

    /// <summary>Resource type.</summary>
    public string? Type { get; init; }

    /// <summary>Metric ids by metric name.</summary>
    public IReadOnlyDictionary<string, Guid> Metrics { get; init; } = new Dictionary<string, Guid>();

    /// <summary>Everything else: the attributes of its type and the generic ones.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Attributes { get; set; } // extension data cannot bind to a constructor: no init
}
