using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.Lanes;

/// <summary>The queues of one kind of message: one per lane.</summary>
/// <param name="Name">Name before the lane, e.g. <c>gnocchi-writer-samples</c>.</param>
/// <param name="Event">Exchange that the message is published to, with the lane as routing key; null for a command that is sent to the queue.</param>
public sealed record LaneSet(string Name, string? Event)
{
    /// <summary>Samples on their way into the pipeline: <see cref="SamplesCollected"/>.</summary>
    public static LaneSet PipelineSamples { get; } = new("sample-pipeline-samples", "samples-collected-v1");

    /// <summary>Samples on their way to Gnocchi: <see cref="PublishSamples"/>.</summary>
    public static LaneSet WriterSamples { get; } = new("gnocchi-writer-samples", null);

    /// <summary>Queue of one lane, e.g. <c>gnocchi-writer-samples-3</c>.</summary>
    public string QueueOf(int lane) => $"{Name}-{lane}";
}
