using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Posts the measures of a lane: one request in flight, each metric's measures oldest first. What Gnocchi refuses is cut out and set aside.</summary>
public sealed class MeasureWriter(
    IGnocchiApi api, Peer peer, ArchivePolicies policies, ResourceWriter resources, KnownMetrics known, SampleRejects rejects, WriterStatus status, WriterMetrics metrics)
{
    // Somebody may remove a resource that was just made; somebody who always does so must not stop the lane.
    private const int MaxCreations = 3;

    private bool _arePoliciesRestored;

    /// <summary>Posts all measures, by id where it is known.</summary>
    /// <param name="groups">Resources with their measures.</param>
    /// <param name="cancellationToken">Ends the wait for Gnocchi.</param>
    /// <returns>Resources with metrics that are not known yet.</returns>
    public async Task<IReadOnlyCollection<ResourceGroup>> WriteAsync(IReadOnlyCollection<ResourceGroup> groups, CancellationToken cancellationToken)
    {
        _arePoliciesRestored = false;
        var byId = new List<MeasureSlice>();
        var byName = new List<MeasureSlice>();
        foreach (var metric in groups.SelectMany(group => group.Metrics))
            (known.TryGetId(metric, out _) ? byId : byName).Add(MeasureSlice.All(metric));

        if (byId.Count > 0) byName.AddRange(await PostByIdAsync(byId, cancellationToken));

        // What comes back from the ids must stand with the other metrics of its resource.
        var order = groups.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var named = byName.OrderBy(slice => order[slice.Metric.Resource]).ToList();
        var unknown = new HashSet<ResourceGroup>();
        if (named.Count > 0) await PostByNameAsync(named, unknown, cancellationToken);
        return unknown;
    }

    // Gives back what Gnocchi does not know by id.
    private async Task<List<MeasureSlice>> PostByIdAsync(List<MeasureSlice> slices, CancellationToken cancellationToken)
    {
        var unknown = new List<MeasureSlice>();
        while (slices.Count > 0)
        {
            var withIds = slices.ConvertAll(slice => (slice, Id: known.TryGetId(slice.Metric, out var id) ? id : Guid.Empty));
            unknown.AddRange(withIds.Where(item => item.Id == Guid.Empty).Select(item => item.slice));
            withIds.RemoveAll(item => item.Id == Guid.Empty);
            if (withIds.Count == 0) break;

            var answer = await SendAsync(
                "id", RequestBodies.MeasuresById(withIds), (content, token) => api.PostMeasuresByIdAsync(content, token).AnswerAsync(), cancellationToken);
            slices = withIds.ConvertAll(item => item.slice);
            if (answer.Error is not { } error)
            {
                Stored(slices);
                break;
            }

            var refused = error.UnknownMetrics.ToHashSet();
            if (withIds.Exists(item => refused.Contains(item.Id)))
            {
                foreach (var (slice, id) in withIds)
                {
                    if (refused.Contains(id)) known.Forget(slice.Metric.Resource.Id, slice.Metric.Name);
                }

                continue;
            }

            if (await SetAsideIfSingleAsync(slices, error, cancellationToken)) break;
            var (first, second) = MeasureSlice.Halve(slices);
            unknown.AddRange(await PostByIdAsync(first, cancellationToken));
            unknown.AddRange(await PostByIdAsync(second, cancellationToken));
            break;
        }

        return unknown;
    }

    private async Task PostByNameAsync(List<MeasureSlice> slices, HashSet<ResourceGroup> stored, CancellationToken cancellationToken)
    {
        for (var creations = 0; slices.Count > 0; creations++)
        {
            var answer = await SendAsync(
                "name", RequestBodies.MeasuresByName(slices), (content, token) => api.PostMeasuresByNameAsync(content, token).AnswerAsync(), cancellationToken);
            if (answer.Error is not { } error)
            {
                Stored(slices);
                stored.UnionWith(slices.Select(slice => slice.Metric.Resource));
                return;
            }

            if (creations < MaxCreations && await CreateResourcesAsync(slices, error, cancellationToken)) continue;
            if (error.MissingName("Archive policy") is { } policy && await RestorePolicyAsync(slices, policy, error, cancellationToken)) continue;
            if (await SetAsideIfSingleAsync(slices, error, cancellationToken)) return;
            var (first, second) = MeasureSlice.Halve(slices);
            await PostByNameAsync(first, stored, cancellationToken);
            await PostByNameAsync(second, stored, cancellationToken);
            return;
        }
    }

    // Creates what Gnocchi misses. Samples of resources that it refuses leave the request.
    private async Task<bool> CreateResourcesAsync(List<MeasureSlice> slices, GnocchiError error, CancellationToken cancellationToken)
    {
        var missing = error.UnknownResources.ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0) return false;
        var groups = slices.Select(slice => slice.Metric.Resource).Distinct().Where(group => missing.Contains(group.Id)).ToList();
        foreach (var group in groups)
        {
            foreach (var metric in group.Metrics) known.Forget(group.Id, metric.Name);
            if (await resources.CreateAsync(group, cancellationToken) is not { } rejection) continue;
            foreach (var sample in slices.Where(slice => slice.Metric.Resource == group).SelectMany(slice => slice.Samples))
                await rejects.SetAsideAsync(sample, rejection, cancellationToken);
            slices.RemoveAll(slice => slice.Metric.Resource == group);
            group.IsRefused = true;
        }

        return groups.Count > 0;
    }

    // Somebody may have removed a policy of ours. One that stays missing takes exactly its own metrics out of the request.
    private async Task<bool> RestorePolicyAsync(List<MeasureSlice> slices, string policy, GnocchiError error, CancellationToken cancellationToken)
    {
        var lost = slices.Where(slice => slice.Metric.ArchivePolicy == policy).ToList();
        if (lost.Count == 0) return false;
        if (!_arePoliciesRestored)
        {
            _arePoliciesRestored = true;
            foreach (var definitions in lost.SelectMany(slice => slice.Samples).Select(sample => sample.Target.Definitions).Distinct())
            {
                policies.Forget(definitions);
                await policies.EnsureAsync(definitions, cancellationToken);
            }

            return true;
        }

        foreach (var sample in lost.SelectMany(slice => slice.Samples))
            await rejects.SetAsideAsync(sample, new Rejection("refused", error.Text), cancellationToken);
        slices.RemoveAll(slice => slice.Metric.ArchivePolicy == policy);
        return true;
    }

    private async Task<bool> SetAsideIfSingleAsync(List<MeasureSlice> slices, GnocchiError error, CancellationToken cancellationToken)
    {
        if (slices is not [{ Count: 1 } single]) return false;
        await rejects.SetAsideAsync(single.Samples.Single(), new Rejection("refused", error.Text), cancellationToken);
        return true;
    }

    private async Task<GnocchiAnswer> SendAsync(
        string form, GnocchiBody body, Func<HttpContent, CancellationToken, Task<GnocchiAnswer>> send, CancellationToken cancellationToken)
    {
        var answer = await peer.SendAsync(body, send, cancellationToken);
        metrics.Requests.Add(1, new("form", form), new("outcome", answer.IsSuccess ? "accepted" : "refused"));
        return answer;
    }

    private void Stored(List<MeasureSlice> slices)
    {
        status.AddStored(slices.Sum(slice => slice.Count));
        foreach (var slice in slices) known.Acknowledge(slice.Metric, slice.Newest);
    }
}
