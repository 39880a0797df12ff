namespace Altimeter.GnocchiWriter.Writing;

/// <summary>The measures of one metric that are waiting, oldest first.</summary>
/// <param name="resource">Its resource.</param>
/// <param name="first">The first sample fixes policy and unit, should the metric have to be created.</param>
public sealed class MetricGroup(ResourceGroup resource, MappedSample first)
{
    /// <summary>Longest unit, in characters: a longer one makes Gnocchi fail.</summary>
    public const int LongestUnit = 31;

    private static readonly Comparer<MappedSample> ByTime = Comparer<MappedSample>.Create((one, other) => one.Time.CompareTo(other.Time));

    private readonly List<MappedSample> _measures = [];

    /// <summary>Its resource.</summary>
    public ResourceGroup Resource => resource;

    /// <summary>Name.</summary>
    public string Name => first.Sample.Name;

    /// <summary>Archive policy for its creation.</summary>
    public string ArchivePolicy => first.ArchivePolicy;

    /// <summary>Unit for its creation; null when it has none or one that Gnocchi cannot take.</summary>
    public string? Unit => HasLongUnit ? null : first.Sample.Unit;

    /// <summary>Whether the unit is left out because it is too long.</summary>
    public bool HasLongUnit => first.Sample.Unit?.Length > LongestUnit;

    /// <summary>One sample per time, oldest first.</summary>
    public IReadOnlyList<MappedSample> Measures => _measures;

    /// <summary>Adds a sample. Gnocchi keeps one value per time, which one is open: so the last received replaces the earlier here.</summary>
    /// <returns>The replaced sample; null when its time is new.</returns>
    public MappedSample? Add(MappedSample sample)
    {
        if (_measures.Count == 0 || _measures[^1].Time < sample.Time)
        {
            _measures.Add(sample);
            return null;
        }

        var index = _measures.BinarySearch(sample, ByTime);
        if (index < 0)
        {
            _measures.Insert(~index, sample);
            return null;
        }

        var replaced = _measures[index];
        _measures[index] = sample;
        return replaced;
    }
}
