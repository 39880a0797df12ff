using System.CommandLine;
using System.Globalization;
using Altimeter.Hosting;

namespace Altimeter.Standalone;

/// <summary>Command line of the one-process edition.</summary>
public static class StandaloneCommands
{
    private static readonly Option<bool> Once = new("--once") { Description = "Poll one cycle, wait until every sample is readable, print the table, and end." };

    private static readonly Option<string[]> Target = new("--target")
    {
        Description = "Real device to poll instead of the simulated ones, snmp://[community@]host[:port]; may be repeated.",
        HelpName = "URL",
    };

    private static readonly Option<string?> Notifications = new("--notifications")
    {
        Description = "Replay a file of notifications, one JSON body a line.",
        HelpName = "FILE",
    };

    private static readonly Option<double?> Interval = new("--interval") { Description = "Seconds between two polls of a device (default 10).", HelpName = "SECONDS" };
    private static readonly Option<string?> Data = new("--data") { Description = "Directory of the embedded store and the dead letters (default: a new temporary folder).", HelpName = "DIR" };
    private static readonly Option<int?> GnocchiPort = new("--gnocchi-port") { Description = "Port of the embedded store (default 8041, or the next free one).", HelpName = "PORT" };

    /// <summary>The service.</summary>
    public static ServiceDescription Service { get; } = new(
        "standalone",
        "The whole of Altimeter in one process, to try it: simulated SNMP devices, the four services, and a measure store that answers like Gnocchi.\n\n"
        + "What is in flight is lost when this process is killed: durable delivery takes RabbitMQ (--RabbitMq:Url=…), and a real Gnocchi is used with --Gnocchi:Endpoint=….",
        9100)
    {
        Options = [Once, Target, Notifications, Interval, Data, GnocchiPort],
        DeadLetterOptions = [Data],
        ToConfiguration = Settings,
        DefaultConfigurationDirectory = null,
    };

    private static IEnumerable<KeyValuePair<string, string?>> Settings(ParseResult result)
    {
        if (result.GetValue(Once)) yield return Of(nameof(StandaloneOptions.Once), "true");
        if (result.GetValue(Notifications) is { } file) yield return Of(nameof(StandaloneOptions.NotificationsFile), file);
        if (result.GetValue(Data) is { } data) yield return Of(nameof(StandaloneOptions.DataDirectory), data);
        if (result.GetValue(GnocchiPort) is { } port) yield return Of(nameof(StandaloneOptions.GnocchiPort), port.ToString(CultureInfo.InvariantCulture));
        if (result.GetValue(Interval) is { } seconds) yield return new("SnmpPoller:Interval", TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture));
        foreach (var (index, url) in (result.GetValue(Target) ?? []).Index()) yield return new($"SnmpPoller:Targets:{index}", url);
    }

    private static KeyValuePair<string, string?> Of(string key, string value) => new($"{StandaloneOptions.Section}:{key}", value);
}
