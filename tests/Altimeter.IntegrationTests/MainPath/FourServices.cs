using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.MainPath;

/// <summary>The four services as separate processes on a real RabbitMQ and a real Gnocchi, each with its own broker user.</summary>
public sealed class FourServices(RealServers servers) : IAsyncLifetime
{
    /// <summary>A meter that only the operator's gnocchi_resources.yaml maps.</summary>
    public const string OperatorsMeter = "custom.hardware.cpu.idle.percentage";

    /// <summary>Resource id of the polled snmpd: not its address, which the captured notifications use too.</summary>
    public const string Device = "real-snmpd";

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _configuration = new("etc-ceilometer");

    public RabbitMqServer Broker { get; private set; } = null!;

    public BrokerAccess Access { get; private set; } = null!;

    public GnocchiServer Gnocchi { get; private set; } = null!;

    public SnmpdServer Snmpd { get; private set; } = null!;

    public ServiceProcess Poller { get; private set; } = null!;

    public ServiceProcess Router { get; private set; } = null!;

    public ServiceProcess Pipeline { get; private set; } = null!;

    public ServiceProcess Writer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        Broker = await servers.RabbitMqAsync();
        Gnocchi = await servers.GnocchiAsync();
        Snmpd = await servers.SnmpdAsync();
        await servers.OsloMessagingAsync();
        Access = await Broker.CreateAccessAsync("main", token);
        WriteConfiguration();

        var started = await Task.WhenAll(
            StartAsync(
                "Altimeter.GnocchiWriter",
                "gnocchi-writer",
                ("Gnocchi:Endpoint", Gnocchi.Endpoint),
                ("Ceilometer:ConfigurationDirectory", _configuration.FullName),
                ("GnocchiWriter:FutureLimit", "3650.00:00:00")), // captured messages keep their time, whatever the clock here says
            StartAsync("Altimeter.SamplePipeline", "sample-pipeline"),
            StartAsync("Altimeter.NotificationRouter", "notification-router", ("Oslo:TransportUrls:0", Access.OsloUrlOf("notification-router"))),
            StartAsync("Altimeter.SnmpPoller", "snmp-poller", ("SnmpPoller:Targets:0:ResourceId", Device), ("SnmpPoller:Targets:0:ResourceUrl", Snmpd.Target), ("SnmpPoller:Interval", "00:00:02")));
        (Writer, Pipeline, Router, Poller) = (started[0], started[1], started[2], started[3]);

        Task<ServiceProcess> StartAsync(string project, string service, params (string Key, string Value)[] settings) => ServiceProcess.StartAsync(
            project, settings.Append((Key: "RabbitMq:Url", Value: Access.ContractsUrlOf(service))).ToDictionary(s => s.Key, s => s.Value), token);
    }

    /// <summary>Runs a check; when it fails, the message ends with the last lines of all four services.</summary>
    public async Task ExplainAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{string.Join("\n\n", new[] { Poller, Router, Pipeline, Writer }.Select(service => service.Tail()))}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in new[] { Poller, Router, Pipeline, Writer })
        {
            if (service is null) continue;
            await service.StopAsync(StopLimit);
            await service.DisposeAsync();
        }

        _configuration.Dispose();
    }

    // The operator's file is the built-in one with one meter more.
    private void WriteConfiguration()
    {
        const string host = "  - resource_type: host\n    metrics:\n";
        var builtIn = File.ReadAllText(Repository.PathOf("services/gnocchi-writer/Definitions/gnocchi_resources.yaml"));
        Assert.Contains(host, builtIn, StringComparison.Ordinal);
        _configuration.Write("gnocchi_resources.yaml", builtIn.Replace(host, $"{host}      {OperatorsMeter}:\n", StringComparison.Ordinal));
    }
}
