using System.CommandLine;
using System.Globalization;
using Altimeter.Hosting;

namespace Altimeter.SnmpSimulator;

/// <summary>The command line of the simulator.</summary>
internal static class SnmpSimulatorCommands
{
    private static readonly Option<string?> Recordings = new("--recordings") { Description = "Directory of *.snmprec files. Default: four built-in devices.", HelpName = "DIR" };
    private static readonly Option<string?> Bind = new("--bind") { Description = "Addresses to bind, separated by commas. Default 127.0.0.1.", HelpName = "ADDRESSES" };
    private static readonly Option<int?> Port = new("--port") { Description = "UDP port of the first device; 0: any free ports. Default 1161.", HelpName = "PORT" };
    private static readonly Option<int?> Devices = new("--devices") { Description = "Number of devices. Default: one per recording.", HelpName = "N" };

    /// <summary>Name, help and options.</summary>
    public static ServiceDescription All { get; } = new("snmp-simulator", "Plays SNMP devices from recordings.", 9105)
    {
        Options = [Recordings, Bind, Port, Devices],
        ToConfiguration = result => new KeyValuePair<string, string?>[]
        {
            new("SnmpSimulator:Recordings", result.GetValue(Recordings)),
            new("SnmpSimulator:Bind", result.GetValue(Bind)),
            new("SnmpSimulator:Port", result.GetValue(Port)?.ToString(CultureInfo.InvariantCulture)),
            new("SnmpSimulator:Devices", result.GetValue(Devices)?.ToString(CultureInfo.InvariantCulture)),
        }.Where(setting => setting.Value is not null),
        DefaultConfigurationDirectory = null,
        HasBus = false,
    };
}
