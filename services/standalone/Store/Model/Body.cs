using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Model;

/// <summary>A part of a request body with its path; what is wrong is said as Gnocchi says it (spec §9.4).</summary>
/// <param name="Value">The part.</param>
/// <param name="Parent">The part it is inside of; null for the whole.</param>
/// <param name="Key">Its key or index in the parent.</param>
internal sealed record Body(JsonElement Value, Body? Parent = null, object? Key = null)
{
    /// <summary>400 <c>Invalid input</c> at this place; a value of an object says so.</summary>
    public GnocchiFault Fault(string reason) => Invalid(Key is string ? reason + " for dictionary value" : reason, Path());

    /// <summary>A child of an object.</summary>
    public Body At(string key, JsonElement value) => new(value, this, key);

    /// <summary>The members of an object.</summary>
    public IEnumerable<Body> Members() => Value.ValueKind == JsonValueKind.Object
        ? Value.EnumerateObject().Select(member => At(member.Name, member.Value))
        : throw Fault("expected a dictionary");

    /// <summary>The items of an array.</summary>
    public IEnumerable<Body> Items() => Value.ValueKind == JsonValueKind.Array
        ? Value.EnumerateArray().Select((item, index) => new Body(item, this, index))
        : throw Fault("expected a list");

    /// <summary>The named members of an object that may have no others; absent ones are null.</summary>
    public Body?[] Only(params ReadOnlySpan<string> keys)
    {
        var found = new Body?[keys.Length];
        foreach (var member in Members())
        {
            var at = keys.IndexOf((string)member.Key!);
            found[at >= 0 ? at : throw member.Extra()] = member;
        }

        return found;
    }

    /// <summary>A text, of bounded length in characters.</summary>
    public string Text(int atLeast = 0, int atMost = int.MaxValue)
    {
        var text = Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Fault("expected str");
        var length = text.EnumerateRunes().Count();
        return length < atLeast ? throw Fault($"length of value must be at least {atLeast}")
            : length > atMost ? throw Fault($"length of value must be at most {atMost}")
            : text;
    }

    /// <summary>A text or null.</summary>
    public string? TextOrNull() => Value.ValueKind == JsonValueKind.Null ? null : Text();

    /// <summary>A time, in microseconds since 1970.</summary>
    public long Time(TimeProvider time)
    {
        try
        {
            return TimeText.Parse(Value, time) / 1_000;
        }
        catch (FormatException e)
        {
            throw Fault(e.Message == "Unable to convert timestamps" ? "not a valid value" : e.Message);
        }
    }

    /// <summary>A member that is not there although it must.</summary>
    public GnocchiFault Required(string key) => Invalid("required key not provided", [.. Path(), key]);

    /// <summary>This member must not be there.</summary>
    public GnocchiFault Extra() => Invalid("extra keys not allowed", Path());

    private static GnocchiFault Invalid(string reason, List<object> path)
    {
        var place = path.Count == 0 ? "" : $" @ data[{string.Join("][", path.Select(p => p is string text ? $"'{text}'" : p))}]";
        return new GnocchiFault(400, new JsonObject
        {
            ["cause"] = "Invalid input",
            ["reason"] = reason + place,
            ["detail"] = new JsonArray([.. path.Select(p => JsonValue.Create(p.ToString()))]),
        });
    }

    private List<object> Path()
    {
        var path = new List<object>();
        for (var part = this; part.Key is not null; part = part.Parent!)
        {
            path.Insert(0, part.Key);
        }

        return path;
    }
}
