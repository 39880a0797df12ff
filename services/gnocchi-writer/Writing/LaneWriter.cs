using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.Delivery;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Writes the samples of one lane. Its caches live and die with the ownership of the lane.</summary>
public sealed class LaneWriter(
    GnocchiServer server, ArchivePolicies policies, LateSamples late, PostedMessages posted,
    MeasureWriter measures, ResourceWriter resources, KnownMetrics known, SampleRejects rejects, Drops drops, WriterStatus status, WriterMetrics metrics, ILogger<LaneWriter> logger) : IDisposable
{
    /// <summary>Writes samples; returns when each is stored, set aside or dropped and counted.</summary>
    /// <param name="samples">In the order they came.</param>
    /// <param name="stored">Called when the outcome of every sample is settled; what follows only spares later requests.</param>
    /// <param name="cancellationToken">Ends the wait for Gnocchi.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task WriteAsync(IReadOnlyList<MappedSample> samples, Action stored, CancellationToken cancellationToken)
    {
        if (samples.Count == 0)
        {
            rejects.Report();
            stored();
            return;
        }

        await server.EnsureAsync(cancellationToken);
        foreach (var definitions in samples.Select(sample => sample.Target.Definitions).Distinct())
            await policies.EnsureAsync(definitions, cancellationToken);

        // Late ones are set aside before the messages count as posted: a repeat that comes in between is judged again.
        var timely = await late.SetAsideAsync(samples, cancellationToken);
        posted.Remember(samples);
        var groups = Group(timely);
        var unknown = await measures.WriteAsync(groups, cancellationToken);
        foreach (var group in groups.Where(group => !group.IsRefused))
        {
            if (await resources.UpdateAsync(group, cancellationToken) is { } rejection)
                await rejects.SetAsideAsync(group.LastSample, rejection, cancellationToken);
        }

        rejects.Report();
        stored();
        foreach (var resource in unknown) await known.LearnAsync(resource, cancellationToken);
    }

    /// <summary>Gives up the caches.</summary>
    public void Dispose()
    {
        resources.Dispose();
        known.Dispose();
        posted.Dispose();
    }

    private IReadOnlyCollection<ResourceGroup> Group(IReadOnlyList<MappedSample> samples)
    {
        var groups = new Dictionary<string, ResourceGroup>(StringComparer.Ordinal);
        foreach (var sample in samples)
        {
            if (!groups.TryGetValue(sample.ResourceId, out var group)) groups.Add(sample.ResourceId, group = new ResourceGroup(sample));
            if (!group.Add(sample, out var replaced)) logger.MetadataUnreadable(sample.Sample.Name);
            if (replaced is not null) CountReplaced(replaced, sample);
        }

        foreach (var metric in groups.Values.SelectMany(group => group.Metrics).Where(metric => metric.HasLongUnit && !known.TryGetId(metric, out _)))
        {
            metrics.UnitsOmitted.Add(1);
            logger.UnitOmitted(metric.Name, MetricGroup.LongestUnit);
        }

        return groups.Values;
    }

    private void CountReplaced(MappedSample replaced, MappedSample by)
    {
        drops.Add(replaced.Sample.Volume.Span.SequenceEqual(by.Sample.Volume.Span) ? "repeated" : "replaced", replaced.Sample.Name);
        status.AddDropped(1);
    }
}
