using System.Text.Json;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;

namespace Altimeter.Hosting.Health;

/// <summary>What this process threw away and set aside since its start, in one shape for every service.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Since">Start of the process.</param>
/// <param name="Total">Items thrown away.</param>
/// <param name="Reasons">By reason, and under it by name, largest first; names beyond the bound are counted together.</param>
/// <param name="DeadLetters">Items set aside, by reason.</param>
internal sealed record ThrownAway(
    string Service, DateTimeOffset Since, long Total, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Reasons, IReadOnlyDictionary<string, long> DeadLetters)
{
    /// <summary>Takes the counts now.</summary>
    public static ThrownAway Of(string service, DateTimeOffset since, Drops drops, DeadLetterCounter deadLetters)
    {
        var report = drops.Report();
        var reasons = report.GroupBy(drop => drop.Reason).OrderByDescending(group => group.Sum(drop => drop.Count)).ToDictionary(
            group => group.Key, IReadOnlyDictionary<string, long> (group) => group.ToDictionary(drop => drop.Name, drop => drop.Count, StringComparer.Ordinal));
        return new ThrownAway(service, since, report.Sum(drop => drop.Count), reasons, deadLetters.ByReason);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ThrownAway Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new ThrownAway(
                root.GetProperty("service").GetString() ?? "",
                root.GetProperty("since").GetDateTimeOffset(),
                root.GetProperty("total").GetInt64(),
                root.GetProperty("reasons").EnumerateObject().ToDictionary(reason => reason.Name, reason => CountsOf(reason.Value)),
                CountsOf(root.GetProperty("dead_letters")));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException("the answer is no report of what was thrown away", e);
        }
    }

    /// <summary>Writes one JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("service"u8, Service);
        writer.WriteString("since"u8, Since);
        writer.WriteNumber("total"u8, Total);
        writer.WriteStartObject("reasons"u8);
        foreach (var (reason, names) in Reasons) WriteCounts(writer, reason, names);
        writer.WriteEndObject();
        WriteCounts(writer, "dead_letters", DeadLetters);
        writer.WriteEndObject();
    }

    /// <summary>Writes a member with counts by name.</summary>
    public static void WriteCounts(Utf8JsonWriter writer, string member, IReadOnlyDictionary<string, long> counts)
    {
        writer.WriteStartObject(member);
        foreach (var (name, count) in counts) writer.WriteNumber(name, count);
        writer.WriteEndObject();
    }

    private static IReadOnlyDictionary<string, long> CountsOf(JsonElement counts) => counts.EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt64());
}
