using System.Net;
using Altimeter.Snmp;
using Altimeter.Snmp.Agent;
using Altimeter.SnmpSimulator.Recordings;

namespace Altimeter.SnmpSimulator;

/// <summary>A set of simulated devices.</summary>
public sealed class SnmpSimulatorHost : IAsyncDisposable
{
    // Devices that share a recording must not show the same numbers.
    private static readonly TimeSpan HeadPerDevice = TimeSpan.FromSeconds(37);

    private readonly List<SimulatedDevice> _devices = [];

    private SnmpSimulatorHost()
    {
    }

    /// <summary>The devices, each with its recording and its real endpoint.</summary>
    public IReadOnlyList<SimulatedDevice> Devices => _devices;

    /// <summary>Starts all devices.</summary>
    /// <param name="options">Recordings, addresses, ports.</param>
    /// <param name="timeProvider">Clock that values move with.</param>
    /// <exception cref="RecordingFormatException">A recording cannot be read.</exception>
    /// <exception cref="InvalidDataException">The directory has no recording.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">An address is not ours, or a port is taken; nothing listens then.</exception>
    public static async Task<SnmpSimulatorHost> StartAsync(SnmpSimulatorOptions options, TimeProvider timeProvider)
    {
        var recordings = options.Recordings is { } directory ? Recording.Load(directory) : Recording.BuiltIn;
        if (recordings.Count == 0) throw new InvalidDataException($"{options.Recordings} has no file *.snmprec");
        var addresses = options.Bind.Split(',', StringSplitOptions.TrimEntries).Select(IPAddress.Parse).ToArray();
        var community = new Secret(options.Community);
        var users = options.Users.Count > 0 ? new AgentUsers(options.Users.Select(user => user.ToCredentials())) : null;
        var host = new SnmpSimulatorHost();
        try
        {
            for (var i = 0; i < (options.Devices ?? recordings.Count); i++)
            {
                var port = options.Port == 0 ? 0 : options.Port + (i / addresses.Length);
                var bind = new IPEndPoint(addresses[i % addresses.Length], port);
                host._devices.Add(new SimulatedDevice(recordings[i % recordings.Count], bind, community, timeProvider, users, i * HeadPerDevice));
            }
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
        return host;
    }

    /// <summary>Stops all devices.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices) await device.DisposeAsync();
    }
}
