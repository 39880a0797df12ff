using System.Net;
using Altimeter.SnmpSimulator;
using Altimeter.SnmpSimulator.Recordings;
using Altimeter.Snmp;
using Altimeter.Standalone.Store;

namespace Altimeter.Standalone.Embedded;

/// <summary>Starts the store and the simulated devices before everything else, and stops them last.</summary>
internal sealed class EmbeddedServers(EmbeddedPlan plan, TimeProvider time, ILoggerFactory loggers) : IHostedService
{
    private readonly List<SimulatedDevice> _devices = [];
    private MeasureStoreServer? _store;

    /// <summary>The store; null when a real Gnocchi is used.</summary>
    public MeasureStore? Store => _store?.Store;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(plan.DataDirectory);
        if (plan.StorePort is { } port)
        {
            var options = new MeasureStoreOptions { DataDirectory = plan.DataDirectory, Port = port };
            _store = await MeasureStoreServer.StartAsync(options, time, loggers, cancellationToken);
            if (_store.Address.Port != port) throw new IOException($"port {port} was taken between choosing and using it; start again");
        }

        foreach (var (recording, devicePort) in Recording.BuiltIn.Zip(plan.DevicePorts))
            _devices.Add(new SimulatedDevice(recording, new IPEndPoint(IPAddress.Loopback, devicePort), new Secret("public"), time));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var device in _devices) await device.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
    }
}
