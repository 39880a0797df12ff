using Altimeter.Contracts;
using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Definitions;
using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Microsoft.Extensions.Options;

namespace Altimeter.GnocchiWriter.Consumers;

/// <summary>Takes the messages of one lane and has their samples written, merged over messages and in order.</summary>
public sealed class SampleConsumer(
    LaneWriterFactory writers, SampleMapper mapper, ResourceDefinitionsSource definitions, IDeadLetters deadLetters, WriterStatus status,
    IOptions<GnocchiWriterOptions> options, ILogger<SampleConsumer> logger) : IOrderedBatchConsumer<PublishSamples>, IDisposable
{
    private LaneWriter? _writer;
    private SampleRejects? _rejects;

    /// <inheritdoc/>
    public async Task ConsumeAsync(LaneBatch<PublishSamples> batch, CancellationToken cancellationToken)
    {
        if (_writer is null) (_writer, _rejects) = writers.Create(batch.Lane);
        using var activity = Tracing.StartBatch(batch.Lane, batch.Messages.Select(message => message.Trace));

        var waiting = new List<MappedSample>();
        var complete = new List<DeliveredMessage<PublishSamples>>();
        foreach (var message in batch.Messages)
        {
            if (await UnpackAsync(batch.Lane, message, cancellationToken) is not { } samples) continue;
            var target = TargetOf(message.Message);
            foreach (var (index, sample) in samples.Index())
            {
                if (await MapAsync(sample, new Arrival(message.MessageId, index, message.Message.MayBeRepeat), target, cancellationToken) is { } mapped) waiting.Add(mapped);
                if (waiting.Count < options.Value.MeasuresPerRequest) continue;
                await WriteAsync(waiting, complete, cancellationToken);
            }

            complete.Add(message);
        }

        await WriteAsync(waiting, complete, cancellationToken);
    }

    /// <summary>Gives up what belongs to the lane.</summary>
    public void Dispose() => _writer?.Dispose();

    private async Task WriteAsync(List<MappedSample> waiting, List<DeliveredMessage<PublishSamples>> complete, CancellationToken cancellationToken)
    {
        await _writer!.WriteAsync(waiting, () => complete.ForEach(message => message.Complete()), cancellationToken);
        waiting.Clear();
        complete.Clear();
    }

    private async Task<IReadOnlyList<Sample>?> UnpackAsync(int lane, DeliveredMessage<PublishSamples> message, CancellationToken cancellationToken)
    {
        try
        {
            var samples = SampleBlock.Unpack(message.Message.Block);
            status.AddReceived(samples.Count);
            return samples;
        }
        catch (BlockFormatException e)
        {
            logger.MessageUnreadable(LaneSet.WriterSamples.QueueOf(lane), e.Message);
            await deadLetters.SetAsideAsync(message.ToDeadLetter("unreadable", e.Message), cancellationToken);
            message.Complete();
            return null;
        }
    }

    private async Task<MappedSample?> MapAsync(Sample sample, Arrival arrival, PublisherTarget target, CancellationToken cancellationToken)
    {
        if (!mapper.TryMap(sample, arrival, target, out var mapped, out var rejection)) status.AddDropped(1);
        if (rejection is not null) await _rejects!.SetAsideAsync(sample, target, rejection, cancellationToken);
        return mapped;
    }

    private PublisherTarget TargetOf(PublishSamples message) =>
        new(definitions.Get(Option(message, "resources_definition_file")), Option(message, "archive_policy"), message.Options);

    private static string? Option(PublishSamples message, string name) =>
        message.Options?.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
