using System.Net.Sockets;
using System.Security.Cryptography;

namespace Altimeter.Testing.Launchers;

/// <summary>A private RabbitMQ node with the management plugin: own name, ports, data, and port mapper; loopback only.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";
    private const string Administrator = "administrator";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new("rabbitmq");
    private readonly string _password = NewPassword();
    private Dictionary<string, string?> _environment = [];
    private GuardedProcess? _portMapper;
    private GuardedProcess? _node;

    private RabbitMqServer()
    {
    }

    /// <summary>Port of AMQP on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>The management API as administrator.</summary>
    public ManagementApi Management { get; private set; } = null!;

    /// <summary>Installs RabbitMQ where needed, starts a node, and waits until it takes connections.</summary>
    /// <exception cref="NotRunException">RabbitMQ is not there and cannot be installed.</exception>
    /// <exception cref="TimeoutException">It did not start within 90 s, three times over.</exception>
    public static async Task<RabbitMqServer> StartAsync(CancellationToken cancellationToken)
    {
        await DebianPackages.EnsureAsync(DebianPackages.RabbitMq, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var server = new RabbitMqServer();
            try
            {
                await server.ConfigureAsync();
                await server.StartNodeAsync(cancellationToken);
                return server;
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException && attempt < 3)
            {
                // A port may have been taken between finding and using it.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>A random password, letters and digits only.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 24);

    /// <summary>AMQP address of a virtual host for the administrator.</summary>
    public string UrlOf(string virtualHost) => UrlOf(virtualHost, Administrator, _password);

    /// <summary>AMQP address of a virtual host for a user.</summary>
    public string UrlOf(string virtualHost, string user, string password) =>
        $"amqp://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/{Uri.EscapeDataString(virtualHost)}";

    /// <summary>The same in oslo.messaging's form; virtual hosts are not escaped there.</summary>
    public string OsloUrlOf(string virtualHost) => $"rabbit://{Administrator}:{_password}@127.0.0.1:{Port}/{virtualHost}";

    /// <summary>Creates what infra/rabbitmq/definitions.json lists (users, permissions, policies) on virtual hosts of its own.</summary>
    /// <param name="suffix">Makes the names of this set different from others on the node; user and virtual host names end in it.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<BrokerAccess> CreateAccessAsync(string suffix, CancellationToken cancellationToken)
    {
        var definitions = BrokerDefinitions.Load(Repository.PathOf(BrokerDefinitions.FilePath));
        return await definitions.ApplyAsync(this, suffix, cancellationToken);
    }

    /// <summary>Runs rabbitmqctl against the node; returns its output.</summary>
    public Task<string> ControlAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => Shell.RunAsync(
        [$"{Programs}/rabbitmqctl", "--quiet", .. arguments], TimeSpan.FromMinutes(1), _environment, cancellationToken: cancellationToken);

    /// <summary>Starts the node, again after a stop with the same data and ports, and waits until it takes connections.</summary>
    public async Task StartNodeAsync(CancellationToken cancellationToken)
    {
        if (_node is { Exited.IsCompleted: false }) return;
        _portMapper ??= await GuardedProcess.StartAsync(["/usr/bin/epmd", "-port", _environment["ERL_EPMD_PORT"]!, "-address", "127.0.0.1"], _environment);
        var node = _node = await GuardedProcess.StartAsync([$"{Programs}/rabbitmq-server"], _environment);
        await Wait.UntilAsync("RabbitMQ", StartLimit, AnswersAsync, cancellationToken);

        async Task<bool> AnswersAsync(CancellationToken token)
        {
            if (node.Exited.IsCompleted) throw new InvalidOperationException(node.Tail());
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, token);
            return await Management.AnswersAsync(token);
        }
    }

    /// <summary>Stops the node: in order, or at once like a power failure. Data and ports stay.</summary>
    public async Task StopNodeAsync(bool atOnce, CancellationToken cancellationToken)
    {
        if (_node is not { } node) return;
        if (!atOnce) await ControlAsync(["stop"], cancellationToken);
        await node.DisposeAsync();
        _node = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_node is { } node) await node.DisposeAsync();
        if (_portMapper is { } mapper) await mapper.DisposeAsync();
        Management?.Dispose();
        _folder.Dispose();
    }

    private Task ConfigureAsync()
    {
        var ports = FreePorts.Tcp(4);
        Port = ports[0];
        Management = new ManagementApi(ports[1], Administrator, _password);
        _folder.Create("log");
        _environment = new Dictionary<string, string?>
        {
            ["HOME"] = _folder.FullName,
            ["RABBITMQ_NODENAME"] = $"altimeter-{RandomNumberGenerator.GetHexString(8, lowercase: true)}@localhost",
            ["RABBITMQ_MNESIA_BASE"] = _folder.Create("data"),
            ["RABBITMQ_LOG_BASE"] = _folder.Create("log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder.Write("enabled_plugins", "[rabbitmq_management].\n"),
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_DIST_PORT"] = $"{ports[2]}",
            ["ERL_EPMD_PORT"] = $"{ports[3]}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+MMscs 1024 -kernel inet_dist_use_interface {127,0,0,1}",
            ["RABBITMQ_CTL_DIST_PORT_MIN"] = null,
            ["RABBITMQ_CONFIG_FILE"] = _folder.Write(
                "rabbitmq.conf",
                $"""
                listeners.tcp.1 = 127.0.0.1:{Port}
                management.tcp.ip = 127.0.0.1
                management.tcp.port = {ports[1]}
                default_user = {Administrator}
                default_pass = {_password}
                default_user_tags.administrator = true
                loopback_users = none
                disk_free_limit.absolute = 200MB
                collect_statistics_interval = 1000
                log.console = true
                log.console.level = warning
                log.file = false

                """),
        };
        return Task.CompletedTask;
    }
}
