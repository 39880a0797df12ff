using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Model;

/// <summary>One revision of a resource. Times are microseconds since 1970.</summary>
internal sealed record Resource
{
    public long Revision { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string OriginalId { get; init; }

    public required string Creator { get; init; }

    public string? UserId { get; init; }

    public string? ProjectId { get; init; }

    public required long StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public required long RevisionStart { get; init; }

    public long? RevisionEnd { get; init; }

    /// <summary>Stored forms of the type's attributes; absent ones are null on the wire.</summary>
    public required JsonObject Attributes { get; init; }

    /// <summary>Entity tag of this revision, quoted.</summary>
    public string ETag
    {
        get
        {
#pragma warning disable CA5350 // a tag, not a protection
            var hash = SHA1.HashData(Encoding.UTF8.GetBytes(Id + TimeText.FormatMicroseconds(RevisionStart)));
#pragma warning restore CA5350
            return $"\"{Convert.ToHexStringLower(hash)}\"";
        }
    }

    /// <summary>The wire form, with the attributes of the type it is asked as, the metrics' ids by name, and only the members asked for if any.</summary>
    public JsonObject ToJson(ResourceType type, IReadOnlyList<Metric> metrics, IReadOnlyCollection<string>? only = null)
    {
        var (user, project) = Metric.Split(Creator);
        var json = new JsonObject
        {
            ["creator"] = Creator,
            ["started_at"] = TimeText.FormatMicroseconds(StartedAt),
            ["revision_start"] = TimeText.FormatMicroseconds(RevisionStart),
            ["ended_at"] = EndedAt is { } ended ? TimeText.FormatMicroseconds(ended) : null,
            ["user_id"] = UserId,
            ["project_id"] = ProjectId,
            ["original_resource_id"] = OriginalId,
            ["id"] = Id,
            ["type"] = Type,
        };
        foreach (var attribute in type.Attributes)
        {
            json[attribute.Name] = attribute.Show(Attributes[attribute.Name]);
        }

        json["revision_end"] = RevisionEnd is { } end ? TimeText.FormatMicroseconds(end) : null;
        json["metrics"] = new JsonObject(metrics.Select(metric => KeyValuePair.Create(metric.Name!, (JsonNode?)metric.Id)));
        json["created_by_user_id"] = user;
        json["created_by_project_id"] = project;
        return only is { Count: > 0 }
            ? new JsonObject(json.Where(member => only.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
            : json;
    }
}
