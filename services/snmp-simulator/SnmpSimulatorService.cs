using Altimeter.SnmpSimulator.Diagnostics;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpSimulator;

/// <summary>Runs the devices as long as the host runs.</summary>
internal sealed class SnmpSimulatorService(IOptions<SnmpSimulatorOptions> options, TimeProvider timeProvider, ILogger<SnmpSimulatorService> logger) : IHostedService
{
    private SnmpSimulatorHost? _host;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _host = await SnmpSimulatorHost.StartAsync(options.Value, timeProvider);
        foreach (var device in _host.Devices) logger.DeviceListens(device.Recording.Name, device.EndPoint);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_host is not null) await _host.DisposeAsync();
    }
}
