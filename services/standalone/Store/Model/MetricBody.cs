using System.Text.Json;

namespace Altimeter.Standalone.Store.Model;

/// <summary>The validated body of a metric's creation, or the id of a metric that exists.</summary>
/// <param name="Name">Its name; null for a metric without a resource that has none.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="PolicyName">Its policy; null when a rule decides.</param>
/// <param name="ResourceId">Id of its resource as sent, for a creation on its own.</param>
/// <param name="ExistingId">UUID of an existing metric to associate instead.</param>
internal sealed record MetricBody(string? Name, string? Unit, string? PolicyName, string? ResourceId, string? ExistingId)
{
    public const int LongestUnit = 31;
    private const int LongestName = 255;

    /// <summary>Reads <c>{"name", "unit", "archive_policy_name", "resource_id"}</c>, all optional.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid.</exception>
    public static MetricBody Parse(Body body)
    {
        var parts = body.Only("name", "unit", "archive_policy_name", "resource_id");
        return new MetricBody(parts[0] is { } name ? CheckName(name.Text(atMost: LongestName)) : null, parts[1]?.Text(atMost: LongestUnit),
            parts[2]?.Text(), parts[3]?.Text(), null);
    }

    /// <summary>Reads a member of <c>metrics</c>: the key is the name, the value a definition or the id of an existing metric.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid.</exception>
    public static MetricBody ParseNamed(Body member)
    {
        var name = CheckName((string)member.Key!);
        if (member.Value.ValueKind == JsonValueKind.Object)
        {
            var parts = member.Only("name", "unit", "archive_policy_name");
            return new MetricBody(name, parts[1]?.Text(atMost: LongestUnit), parts[2]?.Text(), null, null);
        }

        return member.Value.ValueKind == JsonValueKind.String && ResourceIds.TryParseUuid(member.Value.GetString()!, out var uuid)
            ? new MetricBody(name, null, null, null, uuid)
            : throw member.Fault("not a valid value");
    }

    /// <summary>Checks a name.</summary>
    /// <exception cref="GnocchiFault">400: it has a slash or is longer than 255 characters.</exception>
    public static string CheckName(string name) =>
        name.Contains('/', StringComparison.Ordinal) ? throw new GnocchiFault(400, "'/' is not supported in metric name")
        : name.Length > LongestName ? throw new GnocchiFault(400, $"metric name is longer than {LongestName} characters")
        : name;
}
