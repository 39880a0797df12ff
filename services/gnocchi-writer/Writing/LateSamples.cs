using System.Diagnostics.CodeAnalysis;
using Altimeter.Hosting.Delivery;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Finds the samples of a lane that Gnocchi would accept and then drop, because they are older than what their metric still takes.</summary>
/// <remarks>
/// Measured against what Gnocchi has acknowledged before: within one request it puts measures in order itself. Nothing is known of a metric
/// until the lane's first post, so a sample that was late at its source and comes first is not recognised.
/// A message that may be a repeat was posted by the lane's former holder, if it is not remembered and yet behind: it is counted as <c>late-repeat</c>.
/// </remarks>
public sealed class LateSamples(KnownMetrics known, PolicyWindows windows, PostedMessages posted, Peer peer, SampleRejects rejects, Drops drops, WriterStatus status)
{
    /// <summary>Sets aside what is late, and counts what is late and may be a repeat.</summary>
    /// <param name="samples">In the order they came.</param>
    /// <param name="cancellationToken">Ends the wait for Gnocchi.</param>
    /// <returns>The others, in the same order.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<MappedSample>> SetAsideAsync(IReadOnlyList<MappedSample> samples, CancellationToken cancellationToken)
    {
        List<MappedSample>? others = null;
        for (var i = 0; i < samples.Count; i++)
        {
            if (!IsBehind(samples[i], out var metric) || await JudgeAsync(samples[i], metric, cancellationToken) is not { } rejection)
            {
                others?.Add(samples[i]);
                continue;
            }

            others ??= [.. samples.Take(i)];
            if (samples[i].Arrival.MayBeRepeat) Count(samples[i]);
            else await rejects.SetAsideAsync(samples[i], rejection, cancellationToken);
        }

        return others ?? samples;
    }

    private void Count(MappedSample sample)
    {
        drops.Add("late-repeat", sample.Sample.Name);
        status.AddDropped(1);
    }

    private bool IsBehind(MappedSample sample, [NotNullWhen(true)] out KnownMetric? metric)
    {
        metric = known.Find(sample.ResourceId, sample.Sample.Name);
        return metric is not null && sample.Time < metric.Newest && !posted.Contains(sample.Arrival);
    }

    private async Task<Rejection?> JudgeAsync(MappedSample sample, KnownMetric metric, CancellationToken cancellationToken)
    {
        if (metric.ArchivePolicy is null)
            await peer.CallAsync(token => known.ReadAsync(sample.ResourceId, token), cancellationToken);
        if (metric.ArchivePolicy is not { } policy || metric.Newest is not { } newest) return null;
        if (await windows.GetAsync(policy, cancellationToken) is not { } window) return null;
        var oldest = window.OldestAccepted(newest);
        return sample.Time >= oldest
            ? null
            : new Rejection("late", $"older than {GnocchiTime.Format(oldest)}, the oldest time that its metric still takes: archive policy {policy}, newest measure {GnocchiTime.Format(newest)}");
    }
}
