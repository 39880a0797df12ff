using Altimeter.Oslo.Envelope;

namespace Altimeter.NotificationRouter.Samples;

/// <summary>One entry of <c>payload.samples</c>, not interpreted.</summary>
internal struct PollingEntry
{
    public RawJson Name;
    public RawJson Type;
    public RawJson Unit;
    public RawJson Volume;
    public RawJson UserId;
    public RawJson ProjectId;
    public RawJson ResourceId;
    public RawJson Timestamp;
    public RawJson Metadata;
    public RawJson Source;
    public RawJson Id;

    /// <summary>The first key that is missing, of those that must exist; null when none is.</summary>
    public readonly string? Missing =>
        IsAbsent(Name) ? "counter_name"
        : IsAbsent(Type) ? "counter_type"
        : IsAbsent(Unit) ? "counter_unit"
        : IsAbsent(Volume) ? "counter_volume"
        : IsAbsent(UserId) ? "user_id"
        : IsAbsent(ProjectId) ? "project_id"
        : IsAbsent(ResourceId) ? "resource_id"
        : IsAbsent(Timestamp) ? "timestamp"
        : IsAbsent(Metadata) ? "resource_metadata"
        : IsAbsent(Source) ? "source"
        : IsAbsent(Id) ? "message_id"
        : null;

    /// <summary>The first key whose value no sample can hold; null when there is none.</summary>
    public readonly (string Name, JsonKind Kind)? WronglyTyped =>
        Name.Kind != JsonKind.Text ? ("counter_name", Name.Kind)
        : Type.Kind != JsonKind.Text ? ("counter_type", Type.Kind)
        : !Metadata.IsFalsy && Metadata.Kind != JsonKind.Object ? ("resource_metadata", Metadata.Kind)
        : IsComposed(Volume) ? ("counter_volume", Volume.Kind)
        : IsComposed(Unit) ? ("counter_unit", Unit.Kind)
        : IsComposed(UserId) ? ("user_id", UserId.Kind)
        : IsComposed(ProjectId) ? ("project_id", ProjectId.Kind)
        : IsComposed(ResourceId) ? ("resource_id", ResourceId.Kind)
        : IsComposed(Timestamp) ? ("timestamp", Timestamp.Kind)
        : IsComposed(Source) && !Source.IsFalsy ? ("source", Source.Kind)
        : IsComposed(Id) && !Id.IsFalsy ? ("message_id", Id.Kind)
        : null;

    /// <summary>Reads an entry in one pass; of repeated keys the last counts.</summary>
    public static PollingEntry Of(RawJson json)
    {
        var entry = default(PollingEntry);
        foreach (var member in json.Members())
        {
            if (member.NameEquals("counter_name"u8)) entry.Name = member.Value;
            else if (member.NameEquals("counter_type"u8)) entry.Type = member.Value;
            else if (member.NameEquals("counter_unit"u8)) entry.Unit = member.Value;
            else if (member.NameEquals("counter_volume"u8)) entry.Volume = member.Value;
            else if (member.NameEquals("user_id"u8)) entry.UserId = member.Value;
            else if (member.NameEquals("project_id"u8)) entry.ProjectId = member.Value;
            else if (member.NameEquals("resource_id"u8)) entry.ResourceId = member.Value;
            else if (member.NameEquals("timestamp"u8)) entry.Timestamp = member.Value;
            else if (member.NameEquals("resource_metadata"u8)) entry.Metadata = member.Value;
            else if (member.NameEquals("source"u8)) entry.Source = member.Value;
            else if (member.NameEquals("message_id"u8)) entry.Id = member.Value;
        }

        return entry;
    }

    private static bool IsAbsent(RawJson value) => value.Kind == JsonKind.None;

    private static bool IsComposed(RawJson value) => value.Kind is JsonKind.Array or JsonKind.Object;
}
