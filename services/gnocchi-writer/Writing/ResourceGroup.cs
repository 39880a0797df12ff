using Altimeter.GnocchiWriter.Definitions;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>What is waiting for one resource.</summary>
/// <param name="first">The first sample fixes type, user and project, should the resource have to be created.</param>
public sealed class ResourceGroup(MappedSample first)
{
    private readonly Dictionary<string, MetricGroup> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);
    private MappedSample? _lastEvaluated;

    /// <summary>Id as sent to Gnocchi.</summary>
    public string Id => first.ResourceId;

    /// <summary>Entry of the definitions.</summary>
    public ResourceDefinition Definition => first.Definition;

    /// <summary>User for its creation.</summary>
    public string? UserId => first.Sample.UserId;

    /// <summary>Project for its creation.</summary>
    public string? ProjectId => first.Sample.ProjectId;

    /// <summary>Attributes as raw JSON; later samples won.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes;

    /// <summary>Metrics in order of first appearance.</summary>
    public IReadOnlyCollection<MetricGroup> Metrics => _metrics.Values;

    /// <summary>Whether Gnocchi refused to create it: its samples are set aside.</summary>
    public bool IsRefused { get; set; }

    /// <summary>The last sample that gave attributes.</summary>
    public MappedSample LastSample => _lastEvaluated ?? first;

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="replaced">A sample of the same metric and time that it replaces; null when there was none.</param>
    /// <returns>False when its metadata cannot be read and give no attributes.</returns>
    public bool Add(MappedSample sample, out MappedSample? replaced)
    {
        if (!_metrics.TryGetValue(sample.Sample.Name, out var metric))
        {
            metric = new MetricGroup(this, sample);
            _metrics.Add(metric.Name, metric);
        }

        replaced = metric.Add(sample);
        return TryEvaluate(sample);
    }

    // Samples of one resource mostly come with the same metadata: looking inside once is enough then.
    private bool TryEvaluate(MappedSample sample)
    {
        if (sample.Definition.Attributes.Count == 0) return true;
        var known = _lastEvaluated;
        _lastEvaluated = sample;
        if (known is not null && known.Definition == sample.Definition && sample.Definition.ReadsMetadataOnly
            && known.Sample.Metadata.Span.SequenceEqual(sample.Sample.Metadata.Span)) return true;
        return ResourceAttributes.TryMerge(sample.Definition, sample.Sample, _attributes);
    }
}
