using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Definitions;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;
using Microsoft.Extensions.Options;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Finds the place of samples in Gnocchi, and finds those that Gnocchi would refuse before they sink a request.</summary>
public sealed class SampleMapper(IOptions<GnocchiOptions> options, IOptions<GnocchiWriterOptions> writer, TimeProvider clock, Drops drops, ILogger<SampleMapper> logger)
{
    /// <summary>Longest resource id and metric name, in characters (Gnocchi 4.4).</summary>
    public const int LongestId = 255;

    /// <summary>Maps a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="arrival">Its message.</param>
    /// <param name="target">Where its publisher sends.</param>
    /// <param name="mapped">The mapped sample; null when it is dropped or to be set aside.</param>
    /// <param name="rejection">Why it is to be set aside; null otherwise.</param>
    /// <returns>False when it was dropped on purpose, and counted.</returns>
    public bool TryMap(Sample sample, Arrival arrival, PublisherTarget target, out MappedSample? mapped, out Rejection? rejection)
    {
        mapped = null;
        rejection = null;
        var definitions = target.Definitions;
        if (definitions.Find(sample.Name) is not { } metric)
        {
            if (options.Value.UnmappedMeters == UnmappedMeters.Drop)
            {
                if (drops.Add("unmapped", sample.Name)) logger.MeterUnmapped(sample.Name);
                return false;
            }

            metric = new MetricDefinition(ResourceDefinition.Generic, null);
        }

        if (Check(sample, out var time) is { } reason)
            rejection = reason;
        else
            mapped = new MappedSample(
                sample, arrival, target, metric.Resource, sample.ResourceId!.Replace('/', '_'), definitions.PolicyOf(metric, target.ArchivePolicy), time);
        return true;
    }

    private Rejection? Check(Sample sample, out long time)
    {
        if (!GnocchiTime.TryParse(sample.Timestamp, out time))
            return new Rejection("bad-timestamp", $"timestamp '{Shorten(sample.Timestamp)}' is no ISO 8601 time between 1970 and 2262");
        if (time > LatestTime())
            return new Rejection("future", $"timestamp '{Shorten(sample.Timestamp)}' is more than {writer.Value.FutureLimit} ahead of this host's clock (GnocchiWriter:FutureLimit)");
        if (!MeasureValue.IsAcceptable(sample.Volume.Span))
            return new Rejection("bad-volume", "the volume is not a finite number");
        if (string.IsNullOrEmpty(sample.ResourceId))
            return new Rejection("bad-resource-id", "the sample has no resource id");
        if (sample.ResourceId.Length > LongestId)
            return new Rejection("bad-resource-id", $"the resource id has {sample.ResourceId.Length} characters, at most {LongestId} are possible");
        if (sample.Name.Length is 0 or > LongestId || sample.Name.Contains('/'))
            return new Rejection("bad-meter-name", $"the meter name must have 1 to {LongestId} characters and no /");
        return null;
    }

    private long LatestTime() => (clock.GetUtcNow() + writer.Value.FutureLimit - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    // The text lands in a header of the dead letter.
    private static string Shorten(string? text) => text is null or { Length: <= 64 } ? text ?? "" : text[..64] + "…";
}
