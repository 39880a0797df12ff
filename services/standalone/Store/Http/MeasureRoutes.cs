using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Measures of one metric: written and read.</summary>
internal static class MeasureRoutes
{
    public static async Task<Answer> AddAsync(StoreRequest request)
    {
        _ = request.User;
        _ = request.Store.Database.Read(session => MetricRoutes.Find(session, request));
        var measures = await request.ReadAsync(body => Measure.ParseList(body, request.Store.Time));
        return await request.WriteAsync(session =>
        {
            var metric = MetricRoutes.Find(session, request);
            Measures.Add(session, metric, ArchivePolicies.Find(session, metric.PolicyName)!, measures);
            return Answer.Accepted;
        });
    }

    public static Answer Get(StoreRequest request) => request.Store.Database.Read(session =>
    {
        var metric = MetricRoutes.Find(session, request);
        var policy = ArchivePolicies.Find(session, metric.PolicyName)!;
        var (start, stop, granularity, resample) = (Moment(request, "start"), Moment(request, "stop"), Span(request, "granularity"), Span(request, "resample"));
        var method = request.Query("aggregation") ?? "mean";
        if (resample is not null && granularity is null)
        {
            throw new GnocchiFault(400, "A granularity must be specified to resample");
        }

        if (!policy.Methods.Contains(method))
        {
            throw new GnocchiFault(404, new JsonObject
            {
                ["cause"] = "Aggregation method does not exist for this metric",
                ["detail"] = new JsonObject { ["metric"] = metric.Id, ["aggregation_method"] = method },
            });
        }

        var archives = policy.Definition.Where(archive => granularity is null || archive.Granularity == granularity)
            .OrderByDescending(archive => archive.Granularity).ToList();
        return archives.Count > 0 ? Write([.. archives.SelectMany(archive => Granules(session, metric, archive, method, start, stop, resample))])
            : throw new GnocchiFault(404, $"Aggregation method '{method}' at granularity '{ArchivePolicy.Seconds(granularity!.Value)}' for metric {metric.Id} does not exist");
    });

    private static IEnumerable<(long Granularity, Measure Measure)> Granules(
        Session session, Metric metric, Archive archive, string method, long? start, long? stop, long? resample)
    {
        if (metric.Newest is not { } newest)
        {
            return [];
        }

        var length = archive.Granularity;
        var from = (start ?? 0) - ((start ?? 0) % length);
        if (archive.Timespan is { } kept)
        {
            from = Math.Max(from, newest - (newest % length) - kept + length);
        }

        // A granule is whole or not there: it is read to its end although it may reach beyond the stop.
        var before = stop is { } end ? Math.Min(end, newest + 1) + length : newest + 1;
        var granules = Aggregation.Aggregate(Measures.Read(session, metric, from, before), method, length)
            .Where(granule => granule.Timestamp >= from && (stop is null || granule.Timestamp < stop)).ToList();
        return resample is not { } coarse ? granules.Select(granule => (length, granule))
            : Aggregation.Aggregate(granules, method.Replace(AggregationMethods.RatePrefix, "", StringComparison.Ordinal), coarse).Select(granule => (coarse, granule));
    }

    private static Answer Write(List<(long Granularity, Measure Measure)> granules) => Answer.Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var (granularity, (timestamp, value)) in granules)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(TimeText.FormatNanoseconds(timestamp));
            writer.WriteRawValue(ArchivePolicy.Seconds(granularity));
            WriteValue(writer, value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    });

    private static void WriteValue(Utf8JsonWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            writer.WriteNullValue();
        }
        else if (Math.Abs(value) < 1e15 && double.IsInteger(value))
        {
            writer.WriteRawValue(value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    private static long? Moment(StoreRequest request, string name)
    {
        try
        {
            return request.Query(name) is { } text ? TimeText.Parse(text, request.Store.Time) : null;
        }
        catch (FormatException)
        {
            throw GnocchiFault.Argument(name, "Must be a datetime or a timestamp");
        }
    }

    private static long? Span(StoreRequest request, string name) => request.Query(name) is not { } text ? null
        : !TimespanText.TryParse(text, out var span) ? throw GnocchiFault.Argument(name, "Unable to parse timespan")
        : span > 0 ? span
        : throw GnocchiFault.Argument(name, "Timespan must be positive");
}
