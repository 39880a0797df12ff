using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>The metric ids that a lane has learnt: measures by id cost Gnocchi much less than measures by name.</summary>
public sealed class MetricIds(IGnocchiApi api, int capacity, WriterMetrics metrics) : IDisposable
{
    private const string AnyType = "generic";

    private readonly BoundedCache<(string ResourceId, string Metric), Guid> _ids = new(capacity);

    /// <summary>Gives the id of a metric, if known.</summary>
    public bool TryGet(MetricGroup metric, out Guid id) => _ids.TryGet((metric.Resource.Id, metric.Name), out id);

    /// <summary>Forgets an id that Gnocchi does not know.</summary>
    public void Forget(MetricGroup metric) => Count(() => _ids.Remove((metric.Resource.Id, metric.Name)));

    /// <summary>Learns the ids of all metrics of a resource. Whatever fails is left for the next time: names do as well.</summary>
    public async Task LearnAsync(ResourceGroup resource, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await api.GetResourceAsync(AnyType, resource.Id, cancellationToken).AnswerAsync();
            if (answer.Content is not { } known) return;
            Count(() =>
            {
                foreach (var (name, id) in known.Metrics) _ids.Set((resource.Id, name), id);
            });
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && TransientFaults.Is(e))
        {
            // The measures are stored; the next request meets the same trouble and holds.
        }
    }

    /// <summary>Gives up the cache with its lane.</summary>
    public void Dispose() => metrics.MetricIds.Add(-_ids.Count);

    private void Count(Action change)
    {
        var before = _ids.Count;
        change();
        metrics.MetricIds.Add(_ids.Count - before);
    }
}
