using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>One SQLite file in WAL mode: one writer at a time, any number of readers, each in its own transaction.</summary>
internal sealed class Database : IDisposable
{
    private readonly string _connectionString;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentBag<Session> _readers = [];
    private readonly Session _writer;

    public Database(string directory)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "measures.db"),
            Pooling = false,
        }.ToString();
        _writer = Open();
    }

    /// <summary>Runs the work as the only writer; returns when its transaction is on disk, and rolls back when it throws.</summary>
    public async Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var transaction = _writer.Begin(deferred: false);
            var result = work(_writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs the work as the only writer, without a result.</summary>
    public Task WriteAsync(Action<Session> work, CancellationToken cancellationToken) =>
        WriteAsync(session => { work(session); return true; }, cancellationToken);

    /// <summary>Runs the work on one consistent snapshot, beside the writer.</summary>
    public T Read<T>(Func<Session, T> work)
    {
        var session = _readers.TryTake(out var idle) ? idle : Open();
        try
        {
            using var transaction = session.Begin(deferred: true);
            return work(session);
        }
        finally
        {
            _readers.Add(session);
        }
    }

    public void Dispose()
    {
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _turn.Dispose();
    }

    private Session Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16000;";
        command.ExecuteNonQuery();
        return new Session(connection);
    }
}
