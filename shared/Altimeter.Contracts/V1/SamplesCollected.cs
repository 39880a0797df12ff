using System.Text.Json.Serialization;

namespace Altimeter.Contracts.V1;

/// <summary>Samples were taken from a device or a notification. Published to <c>samples-collected-v1</c> with the lane as routing key.</summary>
public sealed record SamplesCollected
{
    /// <summary>Who collected them, e.g. <c>snmp-poller.host-1</c>.</summary>
    public required string PublisherId { get; init; }

    /// <summary>Lane of every resource in the block, see <see cref="Lane.Of"/>; 0 to <see cref="Lane.Count"/> − 1.</summary>
    public required int Lane { get; init; }

    /// <summary>Samples in the block, 1 to <see cref="SampleBlock.MaxSamples"/>.</summary>
    public required int Count { get; init; }

    /// <summary>Distinct meter names in the block, in order of first appearance.</summary>
    public required IReadOnlyList<string> Meters { get; init; }

    /// <summary>The samples, packed by <see cref="SampleBlock"/>.</summary>
    public required byte[] Block { get; init; }

    /// <summary>Whether these samples may have been sent before, under another id or to another consumer: what they come from was delivered more than once. Absent means false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MayBeRepeat { get; init; }
}
