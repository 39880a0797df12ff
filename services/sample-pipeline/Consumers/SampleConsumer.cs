using System.Globalization;
using Altimeter.Contracts;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.SamplePipeline.Routing;
using Microsoft.Extensions.Options;

namespace Altimeter.SamplePipeline.Consumers;

/// <summary>Passes each message of a lane on to the same lane of its publishers, one after the other; a message is done when all of them have confirmed.</summary>
/// <remarks>A message that comes again goes only to those that have not confirmed yet.</remarks>
internal sealed class SampleConsumer(SampleRouting routing, ILaneSender sender, IDeadLetters deadLetters, IOptions<RabbitMqOptions> options)
    : IOrderedBatchConsumer<SamplesCollected>
{
    private readonly SettledDestinations _settled = new(options.Value.LanePrefetch);

    public async Task ConsumeAsync(LaneBatch<SamplesCollected> batch, CancellationToken cancellationToken)
    {
        foreach (var message in batch.Messages)
        {
            await ForwardAsync(batch.Lane, message, cancellationToken);
            message.Complete();
        }
    }

    private async Task ForwardAsync(int lane, DeliveredMessage<SamplesCollected> message, CancellationToken cancellationToken)
    {
        IReadOnlyList<Sample> samples;
        try
        {
            samples = SampleBlock.Unpack(message.Message.Block);
        }
        catch (BlockFormatException e)
        {
            await deadLetters.SetAsideAsync(message.ToDeadLetter("unreadable", e.Message), cancellationToken);
            return;
        }

        foreach (var (ordinal, part) in routing.Route(samples).Index())
        {
            var destination = ordinal.ToString(CultureInfo.InvariantCulture);
            if (_settled.IsSettled(message.MessageId, destination)) continue;
            var id = MessageIds.Derive(message.MessageId, part.Publisher.Scheme, destination);
            await sender.SendAsync(LaneSet.WriterSamples, lane, Command(message, part), id, cancellationToken);
            _settled.Settle(message.MessageId, destination);
        }
    }

    private static PublishSamples Command(DeliveredMessage<SamplesCollected> message, RoutedSamples part) => new()
    {
        Count = part.Samples.Count,
        Meters = part.IsWhole ? message.Message.Meters : [.. part.Samples.Select(sample => sample.Name).Distinct(StringComparer.Ordinal)],
        Block = part.IsWhole ? message.Message.Block : SampleBlock.Pack([.. part.Samples]),
        Options = part.Publisher.Options.Count > 0 ? part.Publisher.Options : null,
        MayBeRepeat = message.IsRedelivered || message.Message.MayBeRepeat,
    };
}
