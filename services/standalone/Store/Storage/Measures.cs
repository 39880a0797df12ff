using Altimeter.Standalone.Store.Model;
using Microsoft.Data.Sqlite;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>Raw points. They are kept as long as the metric's policy needs them and aggregated when read.</summary>
internal static class Measures
{
    /// <summary>Stores the points of one request: too old ones are counted and dropped, of equal times the last one stays (spec §12).</summary>
    public static void Add(Session session, Metric metric, ArchivePolicy policy, IReadOnlyList<Measure> measures)
    {
        var oldest = metric.Newest is { } newest ? policy.OldestAccepted(newest) : long.MinValue;
        var (last, added, late) = (metric.Newest ?? long.MinValue, 0, 0);
        foreach (var (timestamp, value) in measures)
        {
            if (timestamp < oldest)
            {
                late++;
                continue;
            }

            if (session.Execute("INSERT OR IGNORE INTO measure VALUES ($1, $2, $3)", metric.Key, timestamp, value) == 1)
            {
                added++;
            }
            else
            {
                session.Execute("UPDATE measure SET value = $3 WHERE metric = $1 AND timestamp = $2", metric.Key, timestamp, value);
            }

            last = Math.Max(last, timestamp);
        }

        if (added > 0 && policy.OldestKept(last) is { } kept)
        {
            added -= session.Execute("DELETE FROM measure WHERE metric = $1 AND timestamp < $2", metric.Key, kept);
        }

        session.Execute("UPDATE metric SET newest = $2, points = points + $3, late = late + $4 WHERE key = $1",
            metric.Key, last == long.MinValue ? null : last, added, late);
    }

    /// <summary>The points from one time up to another, oldest first, and before them the last earlier point, which rates need.</summary>
    public static List<Measure> Read(Session session, Metric metric, long from, long before) => session.Query(
        """
        SELECT timestamp, value FROM measure WHERE metric = $1 AND timestamp < $3 AND timestamp >= coalesce(
            (SELECT max(timestamp) FROM measure WHERE metric = $1 AND timestamp < $2), $2)
        ORDER BY timestamp
        """,
        Read, metric.Key, from, before);

    private static Measure Read(SqliteDataReader row) => new(row.GetInt64(0), row.IsDBNull(1) ? double.NaN : row.GetDouble(1));
}
