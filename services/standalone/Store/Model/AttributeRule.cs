using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Altimeter.Standalone.Store.Model;

/// <summary>One attribute of a resource type, in its stored form: <c>type</c>, <c>required</c>, and the limits of text and numbers.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Definition">The wire form.</param>
internal sealed partial record AttributeRule(string Name, JsonObject Definition)
{
    private const int LongestText = 255;

    private static readonly string[] GenericNames =
    [
        "id", "type", "metrics", "revision", "revision_start", "revision_end", "started_at", "ended_at", "user_id", "project_id",
        "created_by_user_id", "created_by_project_id", "creator", "get_metric", "original_resource_id",
    ];

    /// <summary><c>string</c>, <c>uuid</c>, <c>number</c>, <c>bool</c> or <c>datetime</c>.</summary>
    public string Type => (string)Definition["type"]!;

    /// <summary>True when a creation must give it.</summary>
    public bool Required => (bool)Definition["required"]!;

    /// <summary>Reads one attribute of a type's creation or change; <paramref name="fill"/> is what existing resources get.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid.</exception>
    public static AttributeRule Parse(Body body, bool change, TimeProvider time, out JsonNode? fill)
    {
        var name = (string)body.Key!;
        if (name.Length > 63 || GenericNames.Contains(name) || !ValidName().IsMatch(name))
        {
            throw new GnocchiFault(400, $"Invalid input: Attribute name {name} is invalid");
        }

        var type = body.Members().FirstOrDefault(member => member.Key is "type")?.Text() ?? throw body.Required("type");
        var parts = body.Only([.. (ReadOnlySpan<string>)["type", "required", "options"], .. Limits(body, type)]);
        if (parts[2] is { } options && !change)
        {
            throw options.Extra();
        }

        var required = parts[1] is not { } flag || (flag.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.Value.GetBoolean()
            : throw flag.Fault("expected bool"));
        var definition = new JsonObject { ["type"] = type, ["required"] = required };
        if (type == "string")
        {
            var (shortest, longest) = (Length(parts[3], 0, 0), Length(parts[4], 1, LongestText));
            definition["max_length"] = longest;
            definition["min_length"] = shortest <= longest ? shortest : throw parts[3]!.Fault("not a valid value");
        }
        else if (type == "number")
        {
            (definition["min"], definition["max"]) = (Bound(parts[3]), Bound(parts[4]));
            if (definition["min"] is { } least && definition["max"] is { } most && (double)least > (double)most)
            {
                throw parts[3]!.Fault("not a valid value");
            }
        }

        var rule = new AttributeRule(name, definition);
        fill = parts[2]?.Only("fill")[0] is { } value && value.Value.ValueKind != JsonValueKind.Null ? rule.Accept(value, time)
            : change && required ? throw new GnocchiFault(400, $"Invalid input: Option 'fill' of resource attribute {name} is invalid: must not be empty if required=True")
            : null;
        return rule;
    }

    /// <summary>Checks a value and returns its stored form: UUIDs in one spelling, times in microseconds.</summary>
    /// <exception cref="GnocchiFault">400: it is of another type or outside the limits.</exception>
    public JsonNode Accept(Body value, TimeProvider time) => Type switch
    {
        "string" => value.Text((int)Definition["min_length"]!, (int)Definition["max_length"]!),
        "uuid" => ResourceIds.TryParseUuid(value.Text(), out var uuid) ? uuid : throw value.Fault("badly formed hexadecimal UUID string"),
        "bool" => value.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.Value.GetBoolean() : throw value.Fault("expected bool"),
        "datetime" => value.Time(time),
        _ => AcceptNumber(value),
    };

    /// <summary>The wire form of a stored value.</summary>
    public JsonNode? Show(JsonNode? stored) => Type == "datetime" && stored is not null
        ? TimeText.FormatMicroseconds((long)stored)
        : stored?.DeepClone();

    private static string[] Limits(Body body, string type) => type switch
    {
        "string" => ["min_length", "max_length"],
        "number" => ["min", "max"],
        "uuid" or "bool" or "datetime" => [],
        _ => throw body.At("type", body.Value.GetProperty("type")).Fault("not a valid value"),
    };

    private static int Length(Body? body, int least, int otherwise) =>
        body is null ? otherwise
        : body.Value.ValueKind != JsonValueKind.Number || !body.Value.TryGetInt32(out var length) ? throw body.Fault("expected int")
        : length < least ? throw body.Fault($"value must be at least {least}")
        : length > LongestText ? throw body.Fault($"value must be at most {LongestText}")
        : length;

    private static JsonNode? Bound(Body? body) => body?.Value.ValueKind switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.Number => JsonNode.Parse(body.Value.GetRawText()),
        _ => throw body.Fault("expected Real"),
    };

    private JsonNode AcceptNumber(Body value)
    {
        if (value.Value.ValueKind != JsonValueKind.Number)
        {
            throw value.Fault("expected Real");
        }

        var number = value.Value.GetDouble();
        return Definition["min"] is { } least && number < (double)least ? throw value.Fault($"value must be at least {least}")
            : Definition["max"] is { } most && number > (double)most ? throw value.Fault($"value must be at most {most}")
            : JsonNode.Parse(value.Value.GetRawText())!;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]*$", RegexOptions.CultureInvariant, 100)]
    private static partial Regex ValidName();
}
