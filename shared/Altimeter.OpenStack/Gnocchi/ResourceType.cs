namespace Altimeter.OpenStack.Gnocchi;

/// <summary>A resource type: the attributes that its resources have beside the generic ones.</summary>
/// <param name="Name">Name, e.g. <c>host</c>.</param>
/// <param name="Attributes">Attributes by name.</param>
public sealed record ResourceType(string Name, IReadOnlyDictionary<string, ResourceTypeAttribute> Attributes);

/// <summary>One attribute of a resource type.</summary>
/// <param name="Type"><c>string</c>, <c>uuid</c>, <c>datetime</c>, <c>number</c> or <c>bool</c>.</param>
/// <param name="MinLength">Shortest text; null for other types.</param>
/// <param name="MaxLength">Longest text; null for other types.</param>
/// <param name="Min">Smallest number; null when open or of another type.</param>
/// <param name="Max">Largest number; null when open or of another type.</param>
/// <param name="Required">Whether every resource must have it.</param>
/// <param name="Options">What to do with existing resources when a required attribute is added; null when not needed.</param>
public sealed record ResourceTypeAttribute(
    string Type, int? MinLength = null, int? MaxLength = null, double? Min = null, double? Max = null, bool Required = false, ResourceTypeFill? Options = null)
{
    /// <summary>Text of up to 255 characters, or another length.</summary>
    public static ResourceTypeAttribute Text(bool required = false, int maxLength = 255) => new("string", 0, maxLength, Required: required);
}

/// <summary>Value that existing resources get for a new required attribute.</summary>
/// <param name="Fill">The value.</param>
public sealed record ResourceTypeFill(string Fill);

/// <summary>One operation of a JSON Patch (RFC 6902) on a resource type.</summary>
/// <param name="Op"><c>add</c> or <c>remove</c>.</param>
/// <param name="Path">e.g. <c>/attributes/flavor_name</c>.</param>
/// <param name="Value">The attribute; null for a removal.</param>
public sealed record ResourceTypePatch(string Op, string Path, ResourceTypeAttribute? Value = null);
