using Altimeter.Definitions;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>What events do to resources of a type.</summary>
public sealed record EventMapping
{
    /// <summary>Event types that create a resource.</summary>
    public required IReadOnlyList<Glob> Create { get; init; }

    /// <summary>Event types that change one.</summary>
    public required IReadOnlyList<Glob> Update { get; init; }

    /// <summary>Event types that end one.</summary>
    public required IReadOnlyList<Glob> Delete { get; init; }

    /// <summary>Trait names by attribute; holds <c>id</c>.</summary>
    public required IReadOnlyDictionary<string, string> Traits { get; init; }

    /// <summary>Search bodies by associated resource type, with <c>%s</c> for the id of the main resource.</summary>
    public required IReadOnlyDictionary<string, string> AssociatedResources { get; init; }
}
