using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Model;

/// <summary>The validated body of a resource's creation or change: only what was given.</summary>
internal sealed class ResourceBody
{
    private readonly HashSet<string> _given = [];
    private readonly JsonObject _attributes = [];
    private string? _user;
    private string? _project;
    private long _started;
    private long _ended;

    /// <summary>Original id; empty for a change.</summary>
    public string OriginalId { get; private init; } = "";

    /// <summary>UUID; empty for a change.</summary>
    public string Id { get; private init; } = "";

    /// <summary>Metrics to have instead of the present ones; null when not given.</summary>
    public IReadOnlyList<MetricBody>? Metrics { get; private set; }

    /// <summary>True when nothing was given.</summary>
    public bool IsEmpty => _given.Count == 0;

    /// <summary>Reads a creation, which needs an id and the required attributes.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid for the type.</exception>
    public static ResourceBody Creation(Body body, ResourceType type, string creator, TimeProvider time)
    {
        var members = body.Members().ToList();
        var id = members.Find(member => member.Key is "id");
        var (original, uuid) = id is null ? ("", "") : IdOf(id, creator);
        var read = new ResourceBody { OriginalId = original, Id = uuid };
        members.ForEach(member => { if (member != id) { read.Take(member, type, time); } });
        var missing = id is null ? "id" : type.Attributes.FirstOrDefault(a => a.Required && !read._given.Contains(a.Name))?.Name;
        return missing is null ? read : throw body.Required(missing);
    }

    /// <summary>Reads a change, which may give anything but the id.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid for the type.</exception>
    public static ResourceBody Change(Body body, ResourceType type, TimeProvider time)
    {
        var read = new ResourceBody();
        body.Members().ToList().ForEach(member => read.Take(member, type, time));
        return read;
    }

    /// <summary>Reads a resource's id.</summary>
    /// <exception cref="GnocchiFault">400: it has a slash or is too long.</exception>
    public static (string Original, string Uuid) IdOf(Body body, string creator)
    {
        var text = body.Value.ValueKind == JsonValueKind.String ? body.Value.GetString()! : body.Value.GetRawText();
        return (text, IdOf(body, text, creator));
    }

    /// <inheritdoc cref="IdOf(Body, string)"/>
    public static string IdOf(Body body, string text, string creator)
    {
        try
        {
            return ResourceIds.Resolve(text, creator);
        }
        catch (FormatException e)
        {
            throw body.Fault(e.Message);
        }
    }

    /// <summary>The first revision of a new resource.</summary>
    /// <exception cref="GnocchiFault">400: it would end before it started.</exception>
    public Resource Create(ResourceType type, string creator, long now)
    {
        var started = _given.Contains("started_at") ? _started : now;
        if (_given.Contains("ended_at") && _ended < started)
        {
            throw new GnocchiFault(400, "Start timestamp cannot be after end timestamp");
        }

        return Apply(new Resource
        {
            Id = Id,
            Type = type.Name,
            OriginalId = OriginalId,
            Creator = creator,
            StartedAt = started,
            RevisionStart = now,
            Attributes = [],
        });
    }

    /// <summary>The resource with what was given; revision times are left as they are.</summary>
    /// <exception cref="GnocchiFault">400: it would end before it started.</exception>
    public Resource Apply(Resource resource)
    {
        var attributes = (JsonObject)resource.Attributes.DeepClone();
        foreach (var (name, value) in _attributes)
        {
            attributes[name] = value?.DeepClone();
        }

        var changed = resource with
        {
            UserId = _given.Contains("user_id") ? _user : resource.UserId,
            ProjectId = _given.Contains("project_id") ? _project : resource.ProjectId,
            StartedAt = _given.Contains("started_at") ? _started : resource.StartedAt,
            EndedAt = _given.Contains("ended_at") ? _ended : resource.EndedAt,
            Attributes = attributes,
        };
        return changed.EndedAt < changed.StartedAt
            ? throw new GnocchiFault(400, $"Value {TimeText.FormatMicroseconds(changed.EndedAt.Value)} for attribute ended_at on resource type {resource.Type} is invalid")
            : changed;
    }

    private void Take(Body member, ResourceType type, TimeProvider time)
    {
        var name = (string)member.Key!;
        _given.Add(name);
        switch (name)
        {
            case "user_id":
                _user = member.TextOrNull();
                break;
            case "project_id":
                _project = member.TextOrNull();
                break;
            case "started_at":
                _started = member.Time(time);
                break;
            case "ended_at":
                _ended = member.Time(time);
                break;
            case "metrics":
                Metrics = [.. member.Members().Select(MetricBody.ParseNamed)];
                break;
            default:
                var attribute = type.Attributes.FirstOrDefault(a => a.Name == name) ?? throw member.Extra();
                _attributes[name] = attribute.Accept(member, time);
                break;
        }
    }
}
