namespace Altimeter.Standalone.Store.Storage;

/// <summary>
/// The tables. A resource is a row per revision, the current one without <c>revision_end</c>. Times of resources are microseconds,
/// of measures nanoseconds since the epoch. Attributes are one JSON object per resource; a measure's NaN is stored as NULL.
/// </summary>
internal static class Schema
{
    public static void Create(Session session) => session.Execute(
        """
        CREATE TABLE IF NOT EXISTS archive_policy (name TEXT PRIMARY KEY, document TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS archive_policy_rule (
            name TEXT PRIMARY KEY, metric_pattern TEXT NOT NULL, archive_policy_name TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS resource_type (name TEXT PRIMARY KEY, attributes TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS resource (
            revision INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, type TEXT NOT NULL, original_resource_id TEXT NOT NULL,
            creator TEXT NOT NULL, user_id TEXT, project_id TEXT, started_at INTEGER NOT NULL, ended_at INTEGER,
            revision_start INTEGER NOT NULL, revision_end INTEGER, attributes TEXT NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS resource_current ON resource (id) WHERE revision_end IS NULL;
        CREATE INDEX IF NOT EXISTS resource_history ON resource (id);
        CREATE INDEX IF NOT EXISTS resource_by_type ON resource (type);
        CREATE TABLE IF NOT EXISTS metric (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT, unit TEXT, creator TEXT NOT NULL,
            archive_policy_name TEXT NOT NULL, resource_id TEXT, newest INTEGER, points INTEGER NOT NULL DEFAULT 0, late INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX IF NOT EXISTS metric_of_resource ON metric (resource_id, name) WHERE resource_id IS NOT NULL;
        CREATE INDEX IF NOT EXISTS metric_newest ON metric (newest);
        CREATE INDEX IF NOT EXISTS metric_by_policy ON metric (archive_policy_name);
        CREATE TABLE IF NOT EXISTS measure (
            metric INTEGER NOT NULL, timestamp INTEGER NOT NULL, value REAL, PRIMARY KEY (metric, timestamp)) WITHOUT ROWID;
        INSERT OR IGNORE INTO resource_type VALUES ('generic', '{}');
        """);
}
