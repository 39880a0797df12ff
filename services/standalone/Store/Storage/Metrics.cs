using Altimeter.Standalone.Store.Model;
using Microsoft.Data.Sqlite;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>Metrics.</summary>
internal static class Metrics
{
    private const string Columns = "key, id, name, unit, creator, archive_policy_name, resource_id, newest";

    private static readonly Dictionary<string, string> ColumnNames = new[]
    {
        "id", "name", "unit", "creator", "archive_policy_name", "resource_id",
    }.ToDictionary(name => name);

    public static Metric? Find(Session session, string id) =>
        session.First($"SELECT {Columns} FROM metric WHERE id = $1", Read, id);

    public static Metric? Find(Session session, string resourceId, string name) =>
        session.First($"SELECT {Columns} FROM metric WHERE resource_id = $1 AND name = $2", Read, resourceId, name);

    public static List<Metric> OfResource(Session session, string resourceId) =>
        session.Query($"SELECT {Columns} FROM metric WHERE resource_id = $1 ORDER BY name", Read, resourceId);

    /// <summary>One page of metrics whose columns have the given values.</summary>
    /// <exception cref="GnocchiFault">400: a sort key or the marker is unknown.</exception>
    public static List<Metric> List(Session session, IReadOnlyList<(string Column, string Value)> filter, Page page)
    {
        var arguments = new List<object?>();
        var where = string.Join(" AND ", filter.Select(f => { arguments.Add(f.Value); return $"{f.Column} = ${arguments.Count}"; }));
        var sql = page.Sql($"SELECT {Columns} FROM metric{(where.Length > 0 ? " WHERE " + where : "")}", "id", ColumnNames.GetValueOrDefault, arguments, "id");
        return page.CheckMarker(session.Query(sql, Read, arguments.ToArray()), id => Find(session, id) is not null);
    }

    /// <summary>Creates a metric; its policy may be given by a rule.</summary>
    /// <exception cref="GnocchiFault">400: no such policy, or no rule matches; 409: the resource has a metric of this name.</exception>
    public static Metric Create(Session session, MetricBody body, string creator, string? resourceId)
    {
        var policy = body.PolicyName ?? ArchivePolicies.NameFor(session, body.Name);
        if (!session.Exists("SELECT 1 FROM archive_policy WHERE name = $1", policy))
        {
            throw new GnocchiFault(400, $"Archive policy {policy} does not exist");
        }

        if (resourceId is not null && Find(session, resourceId, body.Name!) is not null)
        {
            throw new GnocchiFault(409, $"Named metric {body.Name} already exists");
        }

        var id = Guid.NewGuid().ToString("D");
        session.Execute("INSERT INTO metric (id, name, unit, creator, archive_policy_name, resource_id) VALUES ($1, $2, $3, $4, $5, $6)",
            id, body.Name, body.Unit, creator, policy, resourceId);
        return Find(session, id)!;
    }

    /// <summary>Creates the metrics of a resource, or moves existing ones to it.</summary>
    /// <exception cref="GnocchiFault">As for a creation; 400: an existing metric does not exist.</exception>
    public static void Attach(Session session, string resourceId, IEnumerable<MetricBody> bodies, string creator)
    {
        foreach (var body in bodies)
        {
            if (body.ExistingId is null)
            {
                Create(session, body, creator, resourceId);
            }
            else if (session.Execute("UPDATE OR IGNORE metric SET resource_id = $2, name = $3 WHERE id = $1", body.ExistingId, resourceId, body.Name) == 0)
            {
                throw new GnocchiFault(400, $"Metric {body.ExistingId} does not exist");
            }
        }
    }

    /// <summary>Makes these the only metrics of the resource; others are deleted with their measures, as Gnocchi does.</summary>
    /// <exception cref="GnocchiFault">As for <see cref="Attach"/>.</exception>
    public static void Replace(Session session, string resourceId, IReadOnlyList<MetricBody> bodies, string creator)
    {
        foreach (var metric in OfResource(session, resourceId).Where(metric => !bodies.Any(body => body.ExistingId == metric.Id)))
        {
            Delete(session, metric);
        }

        Attach(session, resourceId, bodies, creator);
    }

    public static void Delete(Session session, Metric metric)
    {
        session.Execute("DELETE FROM measure WHERE metric = $1", metric.Key);
        session.Execute("DELETE FROM metric WHERE key = $1", metric.Key);
    }

    private static Metric Read(SqliteDataReader row) => new()
    {
        Key = row.GetInt64(0),
        Id = row.GetString(1),
        Name = row.TextOrNull(2),
        Unit = row.TextOrNull(3),
        Creator = row.GetString(4),
        PolicyName = row.GetString(5),
        ResourceId = row.TextOrNull(6),
        Newest = row.NumberOrNull(7),
    };
}
