using System.Text.Json.Serialization;

namespace Altimeter.Contracts.V1;

/// <summary>Publish these samples: sent by the pipeline to the queue of one publisher. For Gnocchi that is the writer's lane.</summary>
public sealed record PublishSamples
{
    /// <summary>Samples in the block, 1 to <see cref="SampleBlock.MaxSamples"/>.</summary>
    public required int Count { get; init; }

    /// <summary>Distinct meter names in the block, in order of first appearance.</summary>
    public required IReadOnlyList<string> Meters { get; init; }

    /// <summary>The samples, packed by <see cref="SampleBlock"/>.</summary>
    public required byte[] Block { get; init; }

    /// <summary>Options of the publisher's URI without secrets, e.g. <c>archive_policy</c>; null or empty when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>Whether these samples may have been sent before, under another id or to another consumer: what they come from was delivered more than once. Absent means false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MayBeRepeat { get; init; }
}
