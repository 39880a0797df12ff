using System.Globalization;
using System.Text.Json;
using Altimeter.Standalone.Store.Model;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>A search over resources of one type: the JSON filter language of spec §10, as a condition in SQL.</summary>
internal sealed class ResourceSearch
{
    private const int DeepestFilter = 32;

    private static readonly Dictionary<string, string> Generic = new()
    {
        ["id"] = "id",
        ["type"] = "type",
        ["original_resource_id"] = "original_resource_id",
        ["creator"] = "creator",
        ["user_id"] = "user_id",
        ["project_id"] = "project_id",
        ["started_at"] = "started_at",
        ["ended_at"] = "ended_at",
        ["revision_start"] = "revision_start",
        ["revision_end"] = "revision_end",
        ["lifespan"] = "(ended_at - started_at)",
        ["created_by_user_id"] = "iif(instr(creator, ':'), substr(creator, 1, instr(creator, ':') - 1), creator)",
        ["created_by_project_id"] = "iif(instr(creator, ':'), substr(creator, instr(creator, ':') + 1), '')",
    };

    private readonly List<object?> _arguments = [];
    private readonly ResourceType _type;
    private readonly string _user;
    private readonly TimeProvider _time;

    /// <summary>Finds every resource of the type; of all types for <c>generic</c>.</summary>
    public ResourceSearch(ResourceType type, string user, TimeProvider time)
    {
        (_type, _user, _time) = (type, user, time);
        Sql = type.Name == "generic" ? "1" : $"type = {Argument(type.Name)}";
    }

    /// <summary>The condition.</summary>
    public string Sql { get; private set; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<object?> Arguments => _arguments;

    /// <summary>SQL expression of an attribute; null when the type has none of this name.</summary>
    public string? Column(string name) => Generic.GetValueOrDefault(name)
        ?? (_type.Attributes.Any(attribute => attribute.Name == name) ? $"json_extract(attributes, '{ResourceTypes.JsonPath(name)}')" : null);

    /// <summary>Narrows the search to one value of an attribute.</summary>
    public ResourceSearch Where(string column, string value)
    {
        Sql += $" AND {column} = {Argument(value)}";
        return this;
    }

    /// <summary>Narrows the search by a filter.</summary>
    /// <returns>True unless the filter is empty.</returns>
    /// <exception cref="GnocchiFault">400: the filter is not valid or names an attribute that the type does not have.</exception>
    public bool Filter(Body filter)
    {
        if (Condition(filter, 0) is not { } sql)
        {
            return false;
        }

        Sql += " AND " + sql;
        return true;
    }

    private string? Condition(Body filter, int depth)
    {
        var members = filter.Members().ToList();
        if (members.Count > 1 || depth > DeepestFilter)
        {
            throw filter.Fault(depth > DeepestFilter ? $"nested deeper than {DeepestFilter}" : "length of value must be at most 1");
        }

        return members.Count == 0 ? null : (string)members[0].Key! switch
        {
            "=" or "==" or "eq" => Compare(members[0], "IS"),
            "!=" or "≠" or "ne" => Compare(members[0], "IS NOT"),
            "<" or "lt" => Compare(members[0], "<"),
            ">" or "gt" => Compare(members[0], ">"),
            "<=" or "≤" or "le" => Compare(members[0], "<="),
            ">=" or "≥" or "ge" => Compare(members[0], ">="),
            "like" => Like(members[0]),
            "in" => In(members[0]),
            "and" or "∧" => Join(members[0], " AND ", depth),
            "or" or "∨" => Join(members[0], " OR ", depth),
            "not" => $"NOT coalesce({Condition(members[0], depth + 1) ?? "1"}, 0)",
            _ => throw members[0].Extra(),
        };
    }

    private string Join(Body list, string word, int depth)
    {
        var parts = list.Items().Select(item => Condition(item, depth + 1) ?? "1").ToList();
        return parts.Count > 0 ? $"({string.Join(word, parts)})" : throw list.Fault("length of value must be at least 1");
    }

    private string Compare(Body body, string sign)
    {
        var (column, attribute) = Single(body);
        return $"({column} {sign} {Value(attribute)})";
    }

    private string Like(Body body)
    {
        var member = body.Members().FirstOrDefault();
        var (column, attribute) = member?.Key is "id" ? throw member.Extra() : Single(body);
        return $"({column} LIKE {Value(attribute)})";
    }

    private string In(Body body)
    {
        var (column, attribute) = Single(body);
        var values = attribute.Items().Select(item => Value(item, (string)attribute.Key!)).ToList();
        return values.Count > 0 ? $"({column} IN ({string.Join(", ", values)}))" : throw attribute.Fault("length of value must be at least 1");
    }

    private (string Column, Body Attribute) Single(Body body)
    {
        var members = body.Members().ToList();
        return members.Count switch
        {
            0 => throw body.Fault("length of value must be at least 1"),
            > 1 => throw body.Fault("length of value must be at most 1"),
            _ => (Column((string)members[0].Key!) ?? throw new GnocchiFault(400, $"Resource type {_type.Name} has no {members[0].Key} attribute"), members[0]),
        };
    }

    private string Value(Body body, string? attribute = null)
    {
        attribute ??= (string)body.Key!;
        var isTime = attribute is "started_at" or "ended_at" or "revision_start" or "revision_end"
            || _type.Attributes.FirstOrDefault(a => a.Name == attribute)?.Type == "datetime";
        return body.Value.ValueKind switch
        {
            JsonValueKind.Null => "NULL",
            JsonValueKind.Object or JsonValueKind.Array => throw body.Fault("expected str"),
            _ when attribute == "id" => Argument(ResourceBody.IdOf(body, _user).Uuid),
            _ when isTime => Argument(Moment(body, attribute)),
            _ when attribute == "lifespan" => Argument(Span(body)),
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            JsonValueKind.Number => Argument(body.Value.GetDouble()),
            _ => Argument(body.Value.GetString()),
        };
    }

    private long Moment(Body body, string attribute)
    {
        try
        {
            return TimeText.Parse(body.Value, _time) / 1_000;
        }
        catch (FormatException)
        {
            throw new GnocchiFault(400, $"Invalid value: `{body.Value}' for field `{attribute}'");
        }
    }

    private static long Span(Body body) => TimespanText.TryParse(body.Value.ToString(), out var span) ? span / 1_000
        : throw new GnocchiFault(400, $"Invalid value: `{body.Value}' for field `lifespan'");

    private string Argument(object? value)
    {
        _arguments.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_arguments.Count}");
    }
}
