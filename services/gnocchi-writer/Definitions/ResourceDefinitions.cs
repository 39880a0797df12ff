using System.Collections.Frozen;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>A <c>gnocchi_resources.yaml</c>: which meters become which metrics of which resources.</summary>
public sealed class ResourceDefinitions
{
    /// <summary>Default archive policy of a file that names none.</summary>
    public const string ReferenceDefaultPolicy = "ceilometer-low";

    private readonly FrozenDictionary<string, MetricDefinition> _metrics;

    /// <summary>Creates the definitions.</summary>
    /// <param name="defaultPolicy">Policy of metrics without one.</param>
    /// <param name="policies">Policies to create, in the order of the file.</param>
    /// <param name="resources">Entries in the order of the file; where two map one meter, the last one wins.</param>
    public ResourceDefinitions(string defaultPolicy, IReadOnlyList<ArchivePolicyDefinition> policies, IReadOnlyList<ResourceDefinition> resources)
    {
        DefaultPolicy = defaultPolicy;
        Policies = policies;
        Resources = resources;
        var metrics = new Dictionary<string, MetricDefinition>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            foreach (var (meter, policy) in resource.Metrics) metrics[meter] = new MetricDefinition(resource, policy);
        }

        _metrics = metrics.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Policy of metrics without one.</summary>
    public string DefaultPolicy { get; }

    /// <summary>Policies to create, in the order of the file.</summary>
    public IReadOnlyList<ArchivePolicyDefinition> Policies { get; }

    /// <summary>Entries in the order of the file.</summary>
    public IReadOnlyList<ResourceDefinition> Resources { get; }

    /// <summary>Finds where a meter goes: exact name, case counts, no wildcards. Null when nothing maps it.</summary>
    public MetricDefinition? Find(string meter) => _metrics.GetValueOrDefault(meter);

    /// <summary>Gives the archive policy of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="ofPublisher">The <c>archive_policy</c> option of the publisher's URI; null when not given.</param>
    public string PolicyOf(MetricDefinition metric, string? ofPublisher) =>
        metric.Resource.ForcedPolicy ?? ofPublisher ?? metric.ArchivePolicy ?? DefaultPolicy;
}
