using System.Globalization;
using System.Text.Json.Nodes;
using Altimeter.Testing.Launchers;

namespace Altimeter.Testing.Ledger;

/// <summary>What a Gnocchi has stored, read back metric by metric.</summary>
/// <param name="Values">One value a granule.</param>
/// <param name="Metrics">Resource and name of each metric id.</param>
public sealed record StoredGranules(IReadOnlyDictionary<Granule, double> Values, IReadOnlyDictionary<string, (string Resource, string Meter)> Metrics)
{
    /// <summary>Reads every metric of every resource of a type; metricd may have more to process.</summary>
    /// <param name="gnocchi">The server.</param>
    /// <param name="ledger">Knows the granules.</param>
    /// <param name="resourceType">Type of the resources.</param>
    /// <param name="meters">Names of the metrics that count; others are left out.</param>
    /// <param name="granularity">Granularity read, in seconds.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="aggregation">Aggregation that gives the one value of a granule back.</param>
    /// <param name="isOurs">Which resources are read, by their ids; null: all.</param>
    /// <param name="from">Time of the oldest granule that is read; null: all.</param>
    public static async Task<StoredGranules> ReadAsync(
        GnocchiServer gnocchi, SampleLedger ledger, string resourceType, IReadOnlySet<string> meters, int granularity, CancellationToken cancellationToken,
        string aggregation = "mean", Func<string, bool>? isOurs = null, DateTimeOffset? from = null)
    {
        var start = from is { } oldest ? $"&start={oldest.ToUnixTimeSeconds()}" : "";
        var values = new Dictionary<Granule, double>();
        var metrics = new Dictionary<string, (string, string)>();
        foreach (var resource in await ListAsync(gnocchi, resourceType, cancellationToken))
        {
            var id = (string)resource["original_resource_id"]!;
            if (isOurs?.Invoke(id) == false) continue;
            foreach (var (meter, metric) in resource["metrics"]!.AsObject().Where(metric => meters.Contains(metric.Key)))
            {
                metrics.Add((string)metric!, (id, meter));
                var path = $"/v1/metric/{metric}/measures?aggregation={aggregation}&granularity={granularity}{start}";
                if (await gnocchi.GetAsync(path, cancellationToken) is not JsonArray measures) continue;
                foreach (var measure in measures)
                {
                    var time = DateTimeOffset.Parse((string)measure![0]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                    values[ledger.GranuleOf(id, meter, time)] = (double)measure[2]!;
                }
            }
        }

        return new StoredGranules(values, metrics);
    }

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(GnocchiServer gnocchi, string resourceType, CancellationToken cancellationToken)
    {
        var all = new List<JsonNode>();
        while (true)
        {
            var marker = all.Count == 0 ? "" : $"&marker={all[^1]["id"]}";
            if (await gnocchi.GetAsync($"/v1/resource/{resourceType}?limit=1000&sort=id:asc{marker}", cancellationToken) is not JsonArray { Count: > 0 } page) return all;
            all.AddRange(page.Select(resource => resource!));
        }
    }
}
