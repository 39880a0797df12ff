namespace Altimeter.Testing.Launchers;

/// <summary>A private PostgreSQL cluster with one role and one database; without durability, and trusting loopback.</summary>
public sealed class PostgreSqlCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new("postgresql");
    private GuardedProcess? _server;

    private PostgreSqlCluster()
    {
    }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Starts a cluster and creates a role and a database of the same name.</summary>
    /// <exception cref="NotRunException">PostgreSQL is not there.</exception>
    public static async Task<PostgreSqlCluster> StartAsync(string database, CancellationToken cancellationToken)
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")).LastOrDefault(b => File.Exists(Path.Combine(b, "initdb")))
            : null;
        if (programs is null) throw new NotRunException("PostgreSQL below /usr/lib/postgresql");

        var cluster = new PostgreSqlCluster();
        try
        {
            await cluster.StartAsync(programs, database, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { } server) await server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartAsync(string programs, string database, CancellationToken cancellationToken)
    {
        // PostgreSQL refuses to run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        var data = _folder["data"];
        if (user.Length > 0) await Shell.RunAsync(["/usr/bin/install", "--directory", "--owner=postgres", data, _folder["socket"]], StartLimit, cancellationToken: cancellationToken);
        else _folder.Create("socket");

        await Shell.RunAsync(
            [.. user, $"{programs}/initdb", "--pgdata", data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"],
            StartLimit,
            workingDirectory: "/",
            cancellationToken: cancellationToken);

        Port = FreePorts.Tcp();
        var server = _server = await GuardedProcess.StartAsync(
            [
                .. user, $"{programs}/postgres", "-D", data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder["socket"]}",
                "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=200",
            ],
            workingDirectory: "/");
        await Wait.UntilAsync(
            "PostgreSQL",
            StartLimit,
            async token =>
            {
                if (server.Exited.IsCompleted) throw new InvalidOperationException(server.Tail());
                await RunSqlAsync($"create role {database} login", token);
                return true;
            },
            cancellationToken);
        await RunSqlAsync($"create database {database} owner {database}", cancellationToken);

        Task RunSqlAsync(string sql, CancellationToken token)
        {
            string[] command = [$"{programs}/psql", "-X", "-q", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-c", sql, "postgres"];
            return TryAsync(command, token);
        }

        // "Not yet" must not look like the failure that ends the wait.
        static async Task TryAsync(string[] command, CancellationToken token)
        {
            try
            {
                await Shell.RunAsync(command, StartLimit, cancellationToken: token);
            }
            catch (InvalidOperationException e)
            {
                throw new IOException(e.Message, e);
            }
        }
    }
}
