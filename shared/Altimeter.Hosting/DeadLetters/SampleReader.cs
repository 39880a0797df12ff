using System.Diagnostics.CodeAnalysis;
using Altimeter.Contracts.V1;
using Altimeter.Oslo.Envelope;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Reads a sample back from the JSON of a dead letter; the counterpart of <see cref="SampleJson"/>, which may hold NaN and Infinity.</summary>
internal static class SampleReader
{
    private static readonly string[] Required = ["name", "type", "source", "id"];

    /// <summary>Reads one sample.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="sample">The sample when the result is true; volume, metadata and monotonic time have their original text.</param>
    /// <param name="problem">What is wrong when it is false.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Sample? sample, [NotNullWhen(false)] out string? problem)
    {
        sample = null;
        if (!RawJson.TryParse(json, out var root, out var reason))
        {
            problem = $"its body is no JSON: {reason}";
            return false;
        }

        var missing = Required.FirstOrDefault(name => TextOf(root, name) is null);
        problem = root.Kind != JsonKind.Object ? "its body is no sample: an object is expected" : missing is null ? null : $"its body is no sample: it has no {missing}";
        if (problem is not null) return false;

        sample = new Sample
        {
            Name = TextOf(root, "name")!,
            Type = TextOf(root, "type")!,
            Unit = TextOf(root, "unit"),
            Volume = ValueOf(root, "volume"),
            UserId = TextOf(root, "user_id"),
            ProjectId = TextOf(root, "project_id"),
            ResourceId = TextOf(root, "resource_id"),
            Timestamp = TextOf(root, "timestamp"),
            Metadata = ValueOf(root, "resource_metadata"),
            Source = TextOf(root, "source")!,
            Id = TextOf(root, "id")!,
            MonotonicTime = ValueOf(root, "monotonic_time"),
        };
        return true;
    }

    private static string? TextOf(RawJson root, string name) => Member(root, name) is { Kind: JsonKind.Text } value ? value.GetText() : null;

    private static ReadOnlyMemory<byte> ValueOf(RawJson root, string name) => Member(root, name) is { Kind: not (JsonKind.None or JsonKind.Null) } value ? value.Bytes : default;

    private static RawJson Member(RawJson root, string name) => root.TryGetMember(System.Text.Encoding.UTF8.GetBytes(name), out var value) ? value : default;
}
