using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;
using Microsoft.Data.Sqlite;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>Resources and their revisions.</summary>
internal static class Resources
{
    private const string Columns =
        "revision, id, type, original_resource_id, creator, user_id, project_id, started_at, ended_at, revision_start, revision_end, attributes";

    public static bool Exists(Session session, string id) => session.Exists("SELECT 1 FROM resource WHERE id = $1 AND revision_end IS NULL", id);

    /// <summary>The current revision of a resource of the type, or of any type for <c>generic</c>; null when there is none.</summary>
    public static Resource? Find(Session session, string type, string id) => session.First(
        $"SELECT {Columns} FROM resource WHERE id = $1 AND revision_end IS NULL AND ($2 = 'generic' OR type = $2)", Read, id, type);

    /// <summary>One page of the resources that a search finds.</summary>
    /// <exception cref="GnocchiFault">400: a sort key is unknown.</exception>
    public static List<Resource> List(Session session, ResourceSearch search, bool history, Page page)
    {
        var arguments = search.Arguments.ToList();
        var sql = page.Sql($"SELECT {Columns} FROM resource WHERE {search.Sql}{(history ? "" : " AND revision_end IS NULL")}",
            "revision", search.Column, arguments, history ? "id || '@' || revision" : "id");
        return page.CheckMarker(session.Query(sql, Read, arguments.ToArray()), marker => session.Exists("SELECT 1 FROM resource WHERE id = $1", marker.Split('@')[0]));
    }

    /// <summary>Adds a resource with its metrics.</summary>
    /// <exception cref="GnocchiFault">409: the id is taken, whatever the type; or its metrics are refused.</exception>
    public static Resource Add(Session session, Resource resource, IReadOnlyList<MetricBody>? metrics)
    {
        if (Exists(session, resource.Id))
        {
            throw new GnocchiFault(409, $"Resource {resource.Id} already exists");
        }

        Insert(session, resource);
        Metrics.Attach(session, resource.Id, metrics ?? [], resource.Creator);
        return resource;
    }

    /// <summary>Ends the current revision and starts the changed one.</summary>
    public static Resource Revise(Session session, Resource changed, long now)
    {
        // Two changes within one microsecond must not make a revision without length.
        var start = Math.Max(now, changed.RevisionStart + 1);
        session.Execute("UPDATE resource SET revision_end = $2 WHERE id = $1 AND revision_end IS NULL", changed.Id, start);
        changed = changed with { RevisionStart = start };
        Insert(session, changed);
        return changed;
    }

    /// <summary>Deletes a resource with its history and metrics.</summary>
    public static void Delete(Session session, string id)
    {
        Metrics.OfResource(session, id).ForEach(metric => Metrics.Delete(session, metric));
        session.Execute("DELETE FROM resource WHERE id = $1", id);
    }

    /// <summary>Deletes what a search finds.</summary>
    /// <returns>How many resources.</returns>
    public static int Delete(Session session, ResourceSearch search)
    {
        var ids = session.Query($"SELECT id FROM resource WHERE {search.Sql} AND revision_end IS NULL", row => row.GetString(0), search.Arguments.ToArray());
        ids.ForEach(id => Delete(session, id));
        return ids.Count;
    }

    private static void Insert(Session session, Resource resource) => session.Execute(
        """
        INSERT INTO resource (id, type, original_resource_id, creator, user_id, project_id, started_at, ended_at, revision_start, attributes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        resource.Id, resource.Type, resource.OriginalId, resource.Creator, resource.UserId, resource.ProjectId, resource.StartedAt,
        resource.EndedAt, resource.RevisionStart, resource.Attributes.ToJsonString());

    private static Resource Read(SqliteDataReader row) => new()
    {
        Revision = row.GetInt64(0),
        Id = row.GetString(1),
        Type = row.GetString(2),
        OriginalId = row.GetString(3),
        Creator = row.GetString(4),
        UserId = row.TextOrNull(5),
        ProjectId = row.TextOrNull(6),
        StartedAt = row.GetInt64(7),
        EndedAt = row.NumberOrNull(8),
        RevisionStart = row.GetInt64(9),
        RevisionEnd = row.NumberOrNull(10),
        Attributes = JsonNode.Parse(row.GetString(11))!.AsObject(),
    };
}
