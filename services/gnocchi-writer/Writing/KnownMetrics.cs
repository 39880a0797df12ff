using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>The metrics that a lane has met: their ids, because measures by id cost Gnocchi much less than measures by name, their policies and newest times.</summary>
public sealed class KnownMetrics(IGnocchiApi api, int capacity, WriterMetrics metrics) : IDisposable
{
    private const string AnyType = "generic";

    private readonly BoundedCache<(string ResourceId, string Metric), KnownMetric> _known = new(capacity);

    /// <summary>Gives what is known of a metric; null when nothing is.</summary>
    public KnownMetric? Find(string resourceId, string metric) => _known.TryGet((resourceId, metric), out var known) ? known : null;

    /// <summary>Gives the id of a metric, if known.</summary>
    public bool TryGetId(MetricGroup metric, out Guid id)
    {
        id = Find(metric.Resource.Id, metric.Name)?.Id ?? default;
        return id != default;
    }

    /// <summary>Notes that Gnocchi has acknowledged measures up to a time.</summary>
    public void Acknowledge(MetricGroup metric, long newest) => Count(() => GetOrAdd(metric.Resource.Id, metric.Name).Acknowledge(newest));

    /// <summary>Forgets a metric that Gnocchi does not know: one of that name will be new, and take any time.</summary>
    public void Forget(string resourceId, string metric) => Count(() => _known.Remove((resourceId, metric)));

    /// <summary>Learns the metrics of a resource. Whatever fails is left for the next time: names do as well.</summary>
    public async Task LearnAsync(ResourceGroup resource, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(resource.Id, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && TransientFaults.Is(e))
        {
            // The measures are stored; the next request meets the same trouble and holds.
        }
    }

    /// <summary>Reads the metrics of a resource from Gnocchi; a resource that is not there has none.</summary>
    /// <exception cref="HttpRequestException">Transient.</exception>
    public async Task ReadAsync(string resourceId, CancellationToken cancellationToken)
    {
        var answer = await api.GetMetricsAsync(AnyType, resourceId, cancellationToken).AnswerAsync();
        if (answer.Content is not { } found) return;
        Count(() =>
        {
            foreach (var metric in found)
            {
                if (metric.Name is { } name) Learn(resourceId, name, metric);
            }
        });
    }

    /// <summary>Gives up the cache with its lane.</summary>
    public void Dispose() => metrics.KnownMetrics.Add(-_known.Count);

    private void Learn(string resourceId, string name, GnocchiMetric metric)
    {
        if (Find(resourceId, name)?.Id is { } old && old != metric.Id) _known.Remove((resourceId, name)); // another metric of that name by now
        var known = GetOrAdd(resourceId, name);
        known.Id = metric.Id;
        known.ArchivePolicy = metric.ArchivePolicy is { } policy ? string.Intern(policy.Name) : null; // few policies, many metrics
    }

    private KnownMetric GetOrAdd(string resourceId, string metric)
    {
        if (Find(resourceId, metric) is { } known) return known;
        known = new KnownMetric();
        _known.Set((resourceId, metric), known);
        return known;
    }

    private void Count(Action change)
    {
        var before = _known.Count;
        change();
        metrics.KnownMetrics.Add(_known.Count - before);
    }
}
