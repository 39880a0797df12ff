using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Model;

/// <summary>A kind of resource with its attributes, in the order they were added.</summary>
internal sealed record ResourceType(string Name, IReadOnlyList<AttributeRule> Attributes)
{
    /// <summary>Reads the body of a creation.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid.</exception>
    public static ResourceType Parse(Body body, TimeProvider time)
    {
        var parts = body.Only("name", "attributes");
        var name = (parts[0] ?? throw body.Required("name")).Text(atMost: 255);
        return new ResourceType(name, parts[1]?.Members().Select(attribute => AttributeRule.Parse(attribute, change: false, time, out _)).ToList() ?? []);
    }

    /// <summary>Applies a JSON patch of <c>add</c> and <c>remove</c> under <c>/attributes/</c>; an attribute that exists is not changed.</summary>
    /// <returns>The new type, and what existing resources get for new attributes (null entries for none) and lose.</returns>
    /// <exception cref="GnocchiFault">400: the patch or an attribute is not valid, or what is removed does not exist.</exception>
    public (ResourceType Changed, Dictionary<string, JsonNode?> Added, List<string> Removed) Patch(Body patch, TimeProvider time)
    {
        var attributes = Attributes.ToList();
        var fills = new Dictionary<string, JsonNode?>();
        foreach (var operation in patch.Items().ToList())
        {
            var (op, path, value) = Operation(operation);
            var name = path["/attributes/".Length..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var at = attributes.FindIndex(attribute => attribute.Name == name);
            if (op == "remove")
            {
                attributes.RemoveAt(at >= 0 ? at : throw new GnocchiFault(400, $"can't remove a non-existent object '{name}'"));
            }
            else if (at < 0)
            {
                attributes.Add(AttributeRule.Parse((value ?? throw operation.Required("value")).At(name, value.Value), change: true, time, out var fill));
                fills[name] = fill;
            }
        }

        var added = attributes.Where(a => !Attributes.Any(b => b.Name == a.Name)).ToDictionary(a => a.Name, a => fills[a.Name]);
        var removed = Attributes.Select(a => a.Name).Except(attributes.Select(a => a.Name)).ToList();
        var kept = attributes.Select(a => Attributes.FirstOrDefault(b => b.Name == a.Name) ?? a).ToList();
        return (this with { Attributes = kept }, added, removed);
    }

    /// <summary>The attributes' wire form, which is also the stored one.</summary>
    public JsonObject AttributesJson() =>
        new(Attributes.Select(attribute => KeyValuePair.Create(attribute.Name, (JsonNode?)attribute.Definition.DeepClone())));

    /// <summary>The wire form.</summary>
    public JsonObject ToJson() => new() { ["name"] = Name, ["attributes"] = AttributesJson(), ["state"] = "active" };

    private static (string Op, string Path, Body? Value) Operation(Body operation)
    {
        var parts = operation.Only("op", "path", "value");
        var (op, path) = (parts[0] ?? throw operation.Required("op"), parts[1] ?? throw operation.Required("path"));
        if (parts[2] is { Value.ValueKind: not JsonValueKind.Object } wrong)
        {
            throw wrong.Fault("expected dict");
        }

        return (op.Text() is "add" or "remove" ? op.Text() : throw op.Fault("not a valid value"),
            path.Text().StartsWith("/attributes/", StringComparison.Ordinal) ? path.Text() : throw path.Fault("not a valid value"), parts[2]);
    }
}
