namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Consecutive measures of one metric: the unit that requests are made of and cut into.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Start">Index of the first measure.</param>
/// <param name="Count">How many.</param>
public readonly record struct MeasureSlice(MetricGroup Metric, int Start, int Count)
{
    /// <summary>All measures of a metric.</summary>
    public static MeasureSlice All(MetricGroup metric) => new(metric, 0, metric.Measures.Count);

    /// <summary>Its samples.</summary>
    public IEnumerable<MappedSample> Samples => Metric.Measures.Skip(Start).Take(Count);

    /// <summary>Time of its newest measure.</summary>
    public long Newest => Metric.Measures[Start + Count - 1].Time;

    /// <summary>Cuts a list in two, between metrics while there are several, else between measures. Order is kept.</summary>
    /// <param name="slices">More than one measure in all.</param>
    public static (List<MeasureSlice> First, List<MeasureSlice> Second) Halve(List<MeasureSlice> slices)
    {
        if (slices.Count > 1) return (slices[..(slices.Count / 2)], slices[(slices.Count / 2)..]);
        var only = slices[0];
        var half = only.Count / 2;
        return ([only with { Count = half }], [only with { Start = only.Start + half, Count = only.Count - half }]);
    }
}
