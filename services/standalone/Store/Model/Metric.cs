using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Model;

/// <summary>A series of measures.</summary>
internal sealed record Metric
{
    /// <summary>Key in the database.</summary>
    public long Key { get; init; }

    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Unit { get; init; }

    public required string Creator { get; init; }

    public required string PolicyName { get; init; }

    public string? ResourceId { get; init; }

    /// <summary>Time of its newest point in nanoseconds; null when it has none.</summary>
    public long? Newest { get; init; }

    /// <summary>User and project of a creator; in basic mode there is no project.</summary>
    public static (string User, string Project) Split(string creator)
    {
        var at = creator.IndexOf(':', StringComparison.Ordinal);
        return at < 0 ? (creator, "") : (creator[..at], creator[(at + 1)..]);
    }

    /// <summary>The wire form with the policy's name and the resource's id.</summary>
    public JsonObject ToJson() => Members(("resource_id", ResourceId), ("archive_policy_name", PolicyName));

    /// <summary>The wire form of lists: the whole policy.</summary>
    public JsonObject ToJson(ArchivePolicy policy) => Members(("resource_id", ResourceId), ("archive_policy", policy.ToJson()));

    /// <summary>The wire form of a single metric: the whole policy and resource.</summary>
    public JsonObject ToJson(ArchivePolicy policy, Resource? resource)
    {
        var shown = resource?.ToJson(new ResourceType("generic", []), []);
        shown?.Remove("metrics");
        return Members(("resource", shown), ("archive_policy", policy.ToJson()));
    }

    private JsonObject Members(params ReadOnlySpan<(string Name, JsonNode? Value)> more)
    {
        var json = new JsonObject { ["id"] = Id, ["creator"] = Creator, ["name"] = Name, ["unit"] = Unit };
        foreach (var (name, value) in more)
        {
            json[name] = value;
        }

        (json["created_by_user_id"], json["created_by_project_id"]) = Split(Creator);
        return json;
    }
}
