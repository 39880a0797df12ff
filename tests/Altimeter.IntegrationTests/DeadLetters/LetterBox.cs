using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Altimeter.Hosting;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Topology;
using Altimeter.IntegrationTests.Hosting;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.DeadLetters;

/// <summary>The dead letters of one service on a real broker: set aside by the real sender, worked on by the real executable, both with the service's own user.</summary>
internal sealed class LetterBox : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, string> Projects = new()
    {
        ["snmp-poller"] = "Altimeter.SnmpPoller",
        ["notification-router"] = "Altimeter.NotificationRouter",
        ["sample-pipeline"] = "Altimeter.SamplePipeline",
        ["gnocchi-writer"] = "Altimeter.GnocchiWriter",
    };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ListLoggerProvider _log = new();
    private readonly SendingConnection _connection;

    public LetterBox(BrokerAccess access, string service)
    {
        (Access, Service) = (access, service);
        Assert.True(BrokerAddress.TryParse(access.ContractsUrlOf(service), out var address, out var error), error);
        var identity = new ServiceIdentity(service);
        var meters = _services.GetRequiredService<IMeterFactory>();
        var loggers = new LoggerFactory([_log]);
        _connection = new SendingConnection(address, identity);
        Counter = new DeadLetterCounter(meters);
        Letters = new RabbitDeadLetters(
            _connection, new BrokerPeer(address, TimeProvider.System, loggers.CreateLogger<Peer>()), identity, Counter, new SendState(meters), TimeProvider.System, loggers.CreateLogger<RabbitDeadLetters>());
    }

    public BrokerAccess Access { get; }

    public string Service { get; }

    public string Queue => $"{Service}-dead-letters";

    public RabbitDeadLetters Letters { get; }

    public DeadLetterCounter Counter { get; }

    public ConcurrentQueue<string> Log => _log.Lines;

    /// <summary>Runs <c>&lt;service&gt; dead-letters …</c>.</summary>
    public async Task<(int Code, IReadOnlyList<string> Output, string Errors)> RunAsync(params string[] arguments)
    {
        var settings = new Dictionary<string, string> { ["RabbitMq:Url"] = Access.ContractsUrlOf(Service), ["Ceilometer:ConfigurationDirectory"] = "" };
        if (Service is "notification-router" or "snmp-poller") settings["Oslo:TransportUrls:0"] = Access.OsloUrlOf(Service);
        return await RunAsync(Service, settings, arguments);
    }

    public static async Task<(int Code, IReadOnlyList<string> Output, string Errors)> RunAsync(string service, Dictionary<string, string> settings, params string[] arguments)
    {
        await using var process = await ServiceProcess.LaunchAsync(Projects[service], settings, ["dead-letters", .. arguments]);
        var code = await process.Exited.WaitAsync(Limit, TestContext.Current.CancellationToken);
        return (code, process.Output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), process.Errors.Text);
    }

    /// <summary>Ids in the order of the list, by the command.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(["list", "--json", .. arguments]);
        Assert.True(code == 0, errors);
        return [.. output.Select(line => (string)JsonNode.Parse(line)!["id"]!)];
    }

    /// <summary>The messages of a queue, taken for good by the administrator.</summary>
    public async Task<IReadOnlyList<BasicGetResult>> TakeAllAsync(string virtualHost, string queue)
    {
        await using var connection = await ConnectAsync(virtualHost);
        await using var channel = await connection.CreateChannelAsync();
        var taken = new List<BasicGetResult>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message) taken.Add(message);
        return taken;
    }

    public Task<IConnection> ConnectAsync(string virtualHost) =>
        new ConnectionFactory { Uri = new Uri(Access.Server.UrlOf(virtualHost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    /// <summary>Waits until the queue holds that many, none of them held by anyone.</summary>
    public Task WaitForDepthAsync(int letters) => Wait.UntilAsync(
        $"{letters} letters at rest",
        Limit,
        async token => (await Access.Server.Management.QueuesAsync(Access.ContractsHost, token)).TryGetValue(Queue, out var state) && state is { Unacknowledged: 0 } && state.Messages == letters,
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _services.DisposeAsync();
    }
}
