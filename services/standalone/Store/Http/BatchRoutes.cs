using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Measures of many metrics in one request: all are stored or none (spec §9.3).</summary>
internal static class BatchRoutes
{
    private sealed record Posted(string OriginalId, string ResourceId, MetricBody Metric, List<Measure> Measures);

    /// <summary><c>{"&lt;metric uuid&gt;": [measures]}</c>.</summary>
    public static async Task<Answer> ByMetricAsync(StoreRequest request)
    {
        _ = request.User;
        var posted = await request.ReadAsync(body => body.Members().Select(member => (
            Id: ResourceIds.TryParseUuid((string)member.Key!, out var id) ? id : throw member.Extra(),
            Measures: Measure.ParseList(member, request.Store.Time))).ToList());
        return await request.WriteAsync(session =>
        {
            var found = posted.ConvertAll(p => (Metric: Metrics.Find(session, p.Id), p.Id, p.Measures));
            var unknown = found.Where(p => p.Metric is null).Select(p => p.Id).Distinct().Order(StringComparer.Ordinal).ToList();
            return unknown.Count > 0 ? throw new GnocchiFault(400, "Unknown metrics: " + string.Join(", ", unknown))
                : Store(session, request, found.ConvertAll(p => (p.Metric!, p.Measures)));
        });
    }

    /// <summary><c>{"&lt;resource id&gt;": {"&lt;metric name&gt;": [measures] or {"measures", "archive_policy_name", "unit"}}}</c>.</summary>
    public static async Task<Answer> ByResourceAsync(StoreRequest request)
    {
        _ = request.User;
        var posted = await request.ReadAsync(body => body.Members().SelectMany(resource => Parse(resource, request)).ToList());
        var create = request.Flag("create_metrics");
        var (answer, fault) = await request.WriteAsync<(Answer?, GnocchiFault?)>(session =>
        {
            var found = new List<(Metric, List<Measure>)>();
            var (unknown, absent) = (new List<string>(), new Dictionary<string, string>());
            foreach (var item in posted)
            {
                var metric = Metrics.Find(session, item.ResourceId, item.Metric.Name!);
                if (metric is null && create && Resources.Exists(session, item.ResourceId))
                {
                    metric = Metrics.Create(session, item.Metric, request.User, item.ResourceId);
                }

                if (metric is not null)
                {
                    found.Add((metric, item.Measures));
                }
                else if (create)
                {
                    absent.TryAdd(item.ResourceId, item.OriginalId);
                }
                else
                {
                    unknown.Add($"{item.ResourceId}/{item.Metric.Name}");
                }
            }

            // The metrics that were created on the way stay, as in Gnocchi; so this fault must not undo the transaction.
            return absent.Count > 0 ? (null, UnknownResources(absent))
                : unknown.Count > 0 ? (null, new GnocchiFault(400, "Unknown metrics: " + string.Join(", ", unknown.Order(StringComparer.Ordinal))))
                : (Store(session, request, found), null);
        });
        return answer ?? throw fault!;
    }

    private static IEnumerable<Posted> Parse(Body resource, StoreRequest request)
    {
        var original = (string)resource.Key!;
        var id = ResourceBody.IdOf(resource, original, request.User);
        foreach (var metric in resource.Members())
        {
            var parts = metric.Value.ValueKind == System.Text.Json.JsonValueKind.Object ? metric.Only("measures", "archive_policy_name", "unit") : [metric, null, null];
            yield return new Posted(original, id,
                new MetricBody(MetricBody.CheckName((string)metric.Key!), parts[2]?.Text(atMost: MetricBody.LongestUnit), parts[1]?.Text(), null, null),
                Measure.ParseList(parts[0] ?? throw metric.Required("measures"), request.Store.Time));
        }
    }

    private static Answer Store(Session session, StoreRequest request, List<(Metric Metric, List<Measure> Measures)> found)
    {
        found.ForEach(item => request.RequireCreator(item.Metric.Creator));
        var policies = new Dictionary<string, ArchivePolicy>();

        // One id in several spellings is one metric, and one round of the back window.
        foreach (var group in found.GroupBy(item => item.Metric.Key))
        {
            var metric = group.First().Metric;
            if (!policies.TryGetValue(metric.PolicyName, out var policy))
            {
                policies.Add(metric.PolicyName, policy = ArchivePolicies.Find(session, metric.PolicyName)!);
            }

            Measures.Add(session, metric, policy, [.. group.SelectMany(item => item.Measures)]);
        }

        return Answer.Accepted;
    }

    private static GnocchiFault UnknownResources(Dictionary<string, string> absent) => new(400, new JsonObject
    {
        ["cause"] = "Unknown resources",
        ["detail"] = new JsonArray([.. absent.Select(pair => new JsonObject { ["resource_id"] = pair.Key, ["original_resource_id"] = pair.Value })]),
    });
}
