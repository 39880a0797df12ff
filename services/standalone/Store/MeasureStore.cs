using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;

namespace Altimeter.Standalone.Store;

/// <summary>The embedded measure store: resources, metrics and measures in one SQLite database, durable when a write returns.</summary>
public sealed class MeasureStore : IDisposable
{
    private MeasureStore(MeasureStoreOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
        Database = new Database(options.DataDirectory);
    }

    internal MeasureStoreOptions Options { get; }

    internal TimeProvider Time { get; }

    internal Database Database { get; }

    /// <summary>Opens the store in its data directory; a new one gets the policies and the resource type of a fresh Gnocchi.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The database cannot be opened or is damaged.</exception>
    /// <exception cref="IOException">The directory cannot be created.</exception>
    public static async Task<MeasureStore> OpenAsync(MeasureStoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.DataDirectory);
        var store = new MeasureStore(options, time);
        await store.Database.WriteAsync(
            session =>
            {
                Schema.Create(session);
                if (!ArchivePolicies.Any(session))
                {
                    ArchivePolicy.Defaults.ForEach(policy => ArchivePolicies.Add(session, policy));
                }
            },
            cancellationToken);
        return store;
    }

    /// <summary>Counts what the store holds at this moment.</summary>
    public StoredCounts Count() => Database.Read(session => session.Query(
        """
        SELECT (SELECT count(*) FROM resource WHERE revision_end IS NULL), count(*), coalesce(sum(points), 0), coalesce(sum(late), 0)
        FROM metric
        """,
        row => new StoredCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)))[0]);

    /// <summary>Reads the newest point of every metric that belongs to a resource and has one, by resource and meter.</summary>
    /// <param name="limit">Most values returned, those of the metrics written last.</param>
    public IReadOnlyList<StoredValue> Latest(int limit = 1_000) => Database.Read(session => session.Query(
        """
        SELECT m.name, m.unit, r.original_resource_id, r.type, m.newest, v.value
        FROM (SELECT * FROM metric WHERE newest IS NOT NULL AND resource_id IS NOT NULL ORDER BY newest DESC LIMIT $1) m
        JOIN resource r ON r.id = m.resource_id AND r.revision_end IS NULL
        JOIN measure v ON v.metric = m.key AND v.timestamp = m.newest
        ORDER BY r.original_resource_id, m.name
        """,
        row => new StoredValue(row.GetString(0), row.TextOrNull(1), row.GetString(2), row.GetString(3),
            DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(4) / 100), row.IsDBNull(5) ? double.NaN : row.GetDouble(5)),
        limit));

    /// <inheritdoc/>
    public void Dispose() => Database.Dispose();
}
