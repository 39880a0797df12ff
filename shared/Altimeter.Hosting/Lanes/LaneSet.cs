using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.Lanes;

/// <summary>The queues of one kind of message: one per lane.</summary>
/// <param name="Name">Name before the lane, e.g. <c>gnocchi-writer-samples</c>.</param>
/// <param name="Event">Exchange that the message is published to, with the lane as routing key; null for a command that is sent to the queue.</param>
/// <param name="Service">Service that consumes them; its replicas divide the lanes.</param>
public sealed record LaneSet(string Name, string? Event, string Service)
{
    /// <summary>Samples on their way into the pipeline: <see cref="SamplesCollected"/>.</summary>
    public static LaneSet PipelineSamples { get; } = new("sample-pipeline-samples", "samples-collected-v1", "sample-pipeline");

    /// <summary>Samples on their way to Gnocchi: <see cref="PublishSamples"/>.</summary>
    public static LaneSet WriterSamples { get; } = new("gnocchi-writer-samples", null, "gnocchi-writer");

    /// <summary>Queue of one lane, e.g. <c>gnocchi-writer-samples-3</c>.</summary>
    public string QueueOf(int lane) => $"{Name}-{lane}";
}
