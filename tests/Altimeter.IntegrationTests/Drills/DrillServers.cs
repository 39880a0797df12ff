using System.Globalization;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>What the drills run on: a broker and a Gnocchi of their own, a proxy between, simulated devices, and two replicas of each service.</summary>
public sealed class DrillServers : IAsyncLifetime
{
    /// <summary>Meters that the devices answer, and their OIDs.</summary>
    public static readonly IReadOnlyList<(string Meter, string Oid)> DeviceMeters =
    [
        ("hardware.cpu.user", "1.3.6.1.4.1.2021.11.50.0"),
        ("hardware.cpu.nice", "1.3.6.1.4.1.2021.11.51.0"),
        ("hardware.cpu.system", "1.3.6.1.4.1.2021.11.52.0"),
        ("hardware.cpu.idle", "1.3.6.1.4.1.2021.11.53.0"),
    ];

    /// <summary>Meter of the samples that come as notifications.</summary>
    public const string NotifiedMeter = "ledger.value";

    /// <summary>Meter of the samples whose order counts: its policy has no back window, so that Gnocchi drops what comes after a later granule.</summary>
    public const string OrderedMeter = "ledger.ordered";

    /// <summary>Devices, each polled every second: with four meters 100 samples/s.</summary>
    private const int Devices = 25;

    private readonly TemporaryFolder _files = new("drills");
    private readonly List<IAsyncDisposable> _started = [];
    private int _port;
    private Task? _ready;

    public RabbitMqServer Broker { get; private set; } = null!;

    public GnocchiServer Gnocchi { get; private set; } = null!;

    public CountingProxy Proxy { get; private set; } = null!;

    /// <summary>The fleet of most drills.</summary>
    public Fleet Fleet { get; private set; } = null!;

    /// <summary>Names of the metrics that the ledger holds.</summary>
    public static IReadOnlySet<string> Meters { get; } = DeviceMeters.Select(meter => meter.Meter).Append(NotifiedMeter).ToHashSet();

    /// <summary>Text of gnocchi_resources.yaml: granules of a second, and the last value of each.</summary>
    public static string ResourceDefinitions =>
        $$"""
        archive_policy_default: ledger
        archive_policies:
          - name: ledger
            aggregation_methods: [last, count]
            back_window: 3600
            definition:
              - granularity: 1 second
                timespan: 3 hours
          - name: ceilometer-low
            aggregation_methods: [mean]
            back_window: 0
            definition:
              - granularity: 5 minutes
                timespan: 30 days
        resources:
          - resource_type: host
            metrics:
        {{string.Join('\n', Meters.Select(meter => $"      {meter}:"))}}
              {{OrderedMeter}}:
                archive_policy_name: ceilometer-low
            attributes:
              host_name: resource_metadata.resource_url

        """;

    public ValueTask InitializeAsync()
    {
        _ready = StartAsync();
        return ValueTask.CompletedTask;
    }

    /// <summary>Everything runs; skips the test where it cannot, or fails it when CI is <c>true</c>.</summary>
    public Task ReadyAsync() => RealServers.RequireAsync(async () =>
    {
        await _ready!;
        return true;
    });

    /// <summary>A fleet that is not started, with virtual hosts of its own, so that nothing is declared yet.</summary>
    /// <param name="suffix">Makes its names different from others.</param>
    /// <param name="token">Ends the calls.</param>
    /// <param name="settings">Further ones for each service.</param>
    public async Task<Fleet> NewFleetAsync(string suffix, CancellationToken token, params (string Service, string Key, string Value)[] settings)
    {
        var access = await Broker.CreateAccessAsync(suffix, token);
        return new Fleet(access, service =>
        {
            var all = SettingsOf(service, access);
            foreach (var (_, key, value) in settings.Where(setting => setting.Service == service)) all[key] = value;
            return all;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_ready!);
        foreach (var server in Enumerable.Reverse(_started)) await server.DisposeAsync();
        _files.Dispose();
    }

    private async Task StartAsync()
    {
        var token = CancellationToken.None;
        var gnocchi = GnocchiServer.StartAsync(token, processingDelay: 5);
        Broker = await RabbitMqServer.StartAsync(token);
        _started.Add(Broker);
        Gnocchi = await gnocchi;
        _started.Add(Gnocchi);
        Proxy = await CountingProxy.StartAsync(Gnocchi.Endpoint);
        _started.Add(Proxy);

        _port = FreePorts.Udp();
        var addresses = string.Join(',', Enumerable.Range(1, Devices).Select(device => $"127.77.0.{device}"));
        _started.Add(await ServiceProcess.StartAsync(
            "Altimeter.SnmpSimulator",
            new Dictionary<string, string>
            {
                ["SnmpSimulator:Recordings"] = WriteRecordings(),
                ["SnmpSimulator:Bind"] = addresses,
                ["SnmpSimulator:Port"] = _port.ToString(CultureInfo.InvariantCulture),
                ["SnmpSimulator:Devices"] = Devices.ToString(CultureInfo.InvariantCulture),
            },
            token));
        _files.Write("gnocchi_resources.yaml", ResourceDefinitions);
        Fleet = await NewFleetAsync("drill", token);
        _started.Add(Fleet);
    }

    private Dictionary<string, string> SettingsOf(string service, BrokerAccess access)
    {
        var settings = new Dictionary<string, string> { ["RabbitMq:Url"] = access.ContractsUrlOf(service) };
        switch (service)
        {
            case Fleet.Poller:
                settings["SnmpPoller:Interval"] = "00:00:01";
                foreach (var (i, meter) in DeviceMeters.Index()) settings[$"SnmpPoller:Meters:{i}"] = meter.Meter;
                for (var i = 0; i < Devices; i++)
                {
                    settings[$"SnmpPoller:Targets:{i}:ResourceId"] = $"device-{i + 1}";
                    settings[$"SnmpPoller:Targets:{i}:ResourceUrl"] = $"snmp://public@127.77.0.{i + 1}:{_port}";
                }

                break;
            case Fleet.Router:
                settings["Oslo:TransportUrls:0"] = access.OsloUrlOf(service);
                settings["Oslo:Durable"] = "true";
                break;
            case Fleet.Writer:
                settings["Gnocchi:Endpoint"] = Proxy.Endpoint;
                settings["Ceilometer:ConfigurationDirectory"] = _files.FullName;
                break;
        }

        return settings;
    }

    // Every value is its own, so that one metric's value in another's place is seen; it stays the same, since a double poll must be the same point.
    private string WriteRecordings()
    {
        var folder = _files.Create("recordings");
        for (var device = 0; device < Devices; device++)
        {
            var lines = DeviceMeters.Index().Select(entry => $"{entry.Item.Oid}|65|{1000 + (100 * device) + entry.Index}");
            File.WriteAllText(Path.Combine(folder, $"{device:D3}.snmprec"), string.Join('\n', lines) + "\n");
        }

        return folder;
    }
}
