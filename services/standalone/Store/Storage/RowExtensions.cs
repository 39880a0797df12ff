using Microsoft.Data.Sqlite;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>Nullable columns.</summary>
internal static class RowExtensions
{
    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? NumberOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
