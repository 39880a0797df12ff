using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>Resource types.</summary>
internal static class ResourceTypes
{
    public static List<ResourceType> List(Session session) =>
        session.Query("SELECT name, attributes FROM resource_type ORDER BY name", row => Read(row.GetString(0), row.GetString(1)));

    /// <summary>Finds a type.</summary>
    /// <exception cref="GnocchiFault">404: there is none of this name.</exception>
    public static ResourceType Get(Session session, string name) =>
        session.First("SELECT attributes FROM resource_type WHERE name = $1", row => Read(name, row.GetString(0)), name)
        ?? throw GnocchiFault.Missing("Resource type", name);

    /// <summary>Adds a type.</summary>
    /// <exception cref="GnocchiFault">409: the name is taken.</exception>
    public static void Add(Session session, ResourceType type)
    {
        if (session.Execute("INSERT OR IGNORE INTO resource_type VALUES ($1, $2)", type.Name, type.AttributesJson().ToJsonString()) == 0)
        {
            throw new GnocchiFault(409, $"Resource type {type.Name} already exists");
        }
    }

    /// <summary>Stores a changed type, fills new attributes of its resources and takes removed ones away, in the history too.</summary>
    public static void Replace(Session session, ResourceType type, Dictionary<string, JsonNode?> added, List<string> removed)
    {
        session.Execute("UPDATE resource_type SET attributes = $2 WHERE name = $1", type.Name, type.AttributesJson().ToJsonString());
        foreach (var (name, fill) in added.Where(attribute => attribute.Value is not null))
        {
            session.Execute("UPDATE resource SET attributes = json_set(attributes, $2, json($3)) WHERE type = $1", type.Name, JsonPath(name), fill!.ToJsonString());
        }

        foreach (var name in removed)
        {
            session.Execute("UPDATE resource SET attributes = json_remove(attributes, $2) WHERE type = $1", type.Name, JsonPath(name));
        }
    }

    /// <summary>Deletes a type.</summary>
    /// <exception cref="GnocchiFault">404: there is none of this name; 400: a resource is of it, or it is generic.</exception>
    public static void Delete(Session session, string name)
    {
        _ = Get(session, name);
        if (name == "generic" || session.Exists("SELECT 1 FROM resource WHERE type = $1", name))
        {
            throw new GnocchiFault(400, $"Resource type {name} is still in use");
        }

        session.Execute("DELETE FROM resource_type WHERE name = $1", name);
    }

    /// <summary>SQLite's path of a member; attribute names need no escaping.</summary>
    public static string JsonPath(string attribute) => $"$.\"{attribute}\"";

    private static ResourceType Read(string name, string attributes) =>
        new(name, [.. JsonNode.Parse(attributes)!.AsObject().Select(a => new AttributeRule(a.Key, (JsonObject)a.Value!.DeepClone()))]);
}
