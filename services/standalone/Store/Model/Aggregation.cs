using System.Globalization;

namespace Altimeter.Standalone.Store.Model;

/// <summary>Points to one value per granule (spec §10, §12). Pure functions.</summary>
internal static class Aggregation
{
    /// <summary>Aggregates points that are in order of time; granules without a value are left out.</summary>
    /// <param name="points">Raw points, oldest first; for a rate with the point before the first wanted one, if any.</param>
    /// <param name="method">Method, with <c>rate:</c> for the differences of neighbours, which belong to the later point.</param>
    /// <param name="granularity">Length of a granule in nanoseconds.</param>
    public static List<Measure> Aggregate(IReadOnlyList<Measure> points, string method, long granularity)
    {
        var isRate = method.StartsWith(AggregationMethods.RatePrefix, StringComparison.Ordinal);
        var function = isRate ? method[AggregationMethods.RatePrefix.Length..] : method;
        var granules = new List<Measure>();
        var values = new List<double>();
        long? granule = null;
        for (var i = isRate ? 1 : 0; i < points.Count; i++)
        {
            var at = points[i].Timestamp - (points[i].Timestamp % granularity);
            if (granule is { } full && full != at)
            {
                Close(full);
            }

            granule = at;
            values.Add(isRate ? points[i].Value - points[i - 1].Value : points[i].Value);
        }

        if (granule is { } last)
        {
            Close(last);
        }

        return granules;

        void Close(long at)
        {
            if (Reduce(values, function) is { } value)
            {
                granules.Add(new Measure(at, value));
            }

            values.Clear();
        }
    }

    /// <summary>One value of several; null when there is none, as the deviation of a single value.</summary>
    public static double? Reduce(List<double> values, string function) => function switch
    {
        "mean" => values.Average(),
        "sum" => values.Sum(),
        "min" => values.Min(),
        "max" => values.Max(),
        "first" => values[0],
        "last" => values[^1],
        "count" => values.Count,
        "std" => values.Count < 2 ? null : Deviation(values),
        "median" => Quantile(values, 0.5),
        _ => Quantile(values, int.Parse(function.AsSpan(0, function.Length - 3), CultureInfo.InvariantCulture) / 100.0),
    };

    private static double Deviation(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    private static double Quantile(List<double> values, double quantile)
    {
        var sorted = values.Order().ToList();
        var place = quantile * (sorted.Count - 1);
        var below = (int)place;
        return below + 1 == sorted.Count ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
