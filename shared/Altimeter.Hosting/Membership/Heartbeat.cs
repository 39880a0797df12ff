using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Altimeter.Hosting.Membership;

/// <summary>What a replica tells the others of its service every two seconds.</summary>
internal sealed record Heartbeat
{
    /// <summary>Longest body that is read, bytes: a heartbeat with a thousand claims is shorter.</summary>
    public const int LongestBody = 256 * 1024;

    private const int LongestName = 255;
    private const int MostClaims = 4096;

    /// <summary>Service, e.g. <c>gnocchi-writer</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Id of the replica: host and eight random hexadecimal digits.</summary>
    public required string Replica { get; init; }

    /// <summary>Counts up from 1 at each start.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was sent, by the sender's wall clock. Serves to find clocks that differ, nothing else.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>It takes part in the assignment.</summary>
    public bool Joined { get; init; }

    /// <summary>It is stopping: it takes nothing more, and still holds what it claims.</summary>
    public bool Leaving { get; init; }

    /// <summary>Keys that it holds: lanes or notification queues.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Hash of what is divided (targets, queues): only replicas with the same share it. Null: nothing that could differ.</summary>
    public string? TargetSet { get; init; }

    /// <summary>The body: JSON in UTF-8.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, HeartbeatJson.Default.Heartbeat);

    /// <summary>Reads a body. Members that are not known are ignored: a later version may send more.</summary>
    /// <param name="body">The body.</param>
    /// <param name="heartbeat">The heartbeat when the result is true.</param>
    /// <param name="problem">What is wrong when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Heartbeat? heartbeat, out string problem)
    {
        heartbeat = null;
        problem = $"longer than {LongestBody} bytes";
        if (body.Length > LongestBody) return false;
        try
        {
            heartbeat = JsonSerializer.Deserialize(body, HeartbeatJson.Default.Heartbeat);
        }
        catch (JsonException e)
        {
            problem = e.Message;
            return false;
        }

        problem = heartbeat is null ? "null" : heartbeat.Problem() ?? "";
        if (problem.Length > 0) heartbeat = null;
        return heartbeat is not null;
    }

    private string? Problem() => this switch
    {
        { Service.Length: 0 or > LongestName } => "service is empty or longer than 255 characters",
        { Replica.Length: 0 or > LongestName } => "replica is empty or longer than 255 characters",
        { TargetSet.Length: > LongestName } => "targetSet is longer than 255 characters",
        { Claims: null } or { Claims.Count: > MostClaims } => $"claims are missing or more than {MostClaims}",
        _ => Claims.Any(claim => claim is null or { Length: 0 or > LongestName }) ? "a claim is empty or longer than 255 characters" : null,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 4)]
[JsonSerializable(typeof(Heartbeat))]
internal sealed partial class HeartbeatJson : JsonSerializerContext;
