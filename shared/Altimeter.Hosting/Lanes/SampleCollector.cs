using System.Runtime.InteropServices;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.DeadLetters;

namespace Altimeter.Hosting.Lanes;

/// <summary>Sends collected samples on their way: split by lane, packed into as few messages as fit.</summary>
/// <remarks>Lanes are sent to in parallel, each in the order of the samples with one unconfirmed message at a time.</remarks>
public sealed class SampleCollector(ILaneSender sender, IDeadLetters deadLetters)
{
    /// <summary>Sends samples under new message ids; returns when every one is confirmed or set aside, however long that takes.</summary>
    /// <param name="publisherId">Who collected them, e.g. <c>snmp-poller.host-1</c>.</param>
    /// <param name="samples">Any number, of any lanes, oldest first. A sample too large for a block is set aside as <c>too-large</c>.</param>
    /// <param name="mayBeRepeat">Whether some of them may have been sent before, see <see cref="SamplesCollected.MayBeRepeat"/>.</param>
    /// <param name="cancellationToken">Ends the hold.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first: some samples may have been sent, some not.</exception>
    public Task SendAsync(string publisherId, IReadOnlyList<Sample> samples, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        var lanes = new List<Sample>?[Lane.Count];
        foreach (var sample in samples) (lanes[Lane.Of(sample.ResourceId)] ??= []).Add(sample);

        var sends = new List<Task>(Lane.Count);
        for (var lane = 0; lane < Lane.Count; lane++)
        {
            if (lanes[lane] is { } ofLane) sends.Add(SendLaneAsync(publisherId, lane, ofLane, mayBeRepeat, cancellationToken));
        }

        return Task.WhenAll(sends);
    }

    private async Task SendLaneAsync(string publisherId, int lane, List<Sample> samples, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        for (var start = 0; start < samples.Count;)
        {
            var count = SampleBlock.TakeFitting(CollectionsMarshal.AsSpan(samples)[start..]);
            if (count == 0)
            {
                await deadLetters.SetAsideAsync(TooLarge(publisherId, samples[start]), cancellationToken);
                start++;
                continue;
            }

            var message = Pack(publisherId, lane, CollectionsMarshal.AsSpan(samples).Slice(start, count), mayBeRepeat);
            await sender.SendAsync(LaneSet.PipelineSamples, lane, message, Guid.NewGuid(), cancellationToken);
            start += count;
        }
    }

    private static SamplesCollected Pack(string publisherId, int lane, ReadOnlySpan<Sample> samples, bool mayBeRepeat) => new()
    {
        PublisherId = publisherId,
        Lane = lane,
        Count = samples.Length,
        Meters = MeterNames.Of(samples),
        Block = SampleBlock.Pack(samples),
        MayBeRepeat = mayBeRepeat,
    };

    private static DeadLetter TooLarge(string publisherId, Sample sample) => new()
    {
        Kind = "sample",
        Reason = "too-large",
        Text = $"one sample of {sample.Name} from {publisherId} exceeds {SampleBlock.MaxBytes} bytes",
        Body = SampleJson.ToBytes(sample),
    };
}
