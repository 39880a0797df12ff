using System.CommandLine;
using System.Globalization;
using Altimeter.Hosting.CommandLine;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Tools;

/// <summary><c>get</c>, <c>walk</c> and <c>bulk</c>: ask one device, without a broker, and print what it says.</summary>
internal static class DeviceCommands
{
    private const string UrlHelp = "snmp://[community-or-user[:password]@]host[:port][?timeout=SECONDS&retries=N&max_repetitions=N&max_in_flight=N&…], as in polling.yaml.";
    private const string OidHelp = "Numbers (1.3.6.1.2.1.1.5.0), or a built-in name with or without its MIB (sysName.0, IF-MIB::ifDescr).";

    /// <summary>Reads instances.</summary>
    public static Command Get() => Create("get", "Read variables of a device and print name, type and value.", [], (query, _, token) => query.GetAsync(token));

    /// <summary>Reads subtrees.</summary>
    public static Command Walk() => Create("walk", "Print everything below OIDs; without an OID below mib-2.", ["1.3.6.1.2.1"], (query, _, token) => query.WalkAsync(token));

    /// <summary>Reads the first rows of columns.</summary>
    public static Command Bulk()
    {
        var rows = new Option<int>("--rows") { Description = "Most rows to read; default 10.", HelpName = "N", DefaultValueFactory = _ => 10 };
        rows.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 1_000))
                result.AddError($"--rows is '{token.Value}'; expected a number from 1 to 1000");
        });
        var command = Create("bulk", "Print the first rows of table columns, read side by side with GETBULK.", [], (query, result, token) => query.BulkAsync(result.GetValue(rows), token));
        command.Add(rows);
        return command;
    }

    private static Command Create(string name, string description, string[] defaults, Func<DeviceQuery, ParseResult, CancellationToken, Task<int>> run)
    {
        var url = new Argument<string>("URL") { Description = UrlHelp };
        var oids = new Argument<string[]>("OID") { Arity = defaults.Length > 0 ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore, Description = OidHelp };
        var json = new Option<bool>("--json") { Description = "One JSON object a line: oid, name, type, value (or hex, or null with a cause)." };
        var numeric = new Option<bool>("--numeric", "-n") { Description = "Print OIDs as numbers, as -On of net-snmp's tools." };
        var command = new Command(name, description) { url, oids, json, numeric };
        command.SetAction(async (result, token) =>
        {
            var texts = result.GetValue(oids) is { Length: > 0 } given ? given : defaults;
            if (await ReadAsync(result.GetValue(url)!, texts) is not var (target, parsed)) return ExitCode.WrongConfiguration;
            await using var output = new BufferedStream(Console.OpenStandardOutput());
            await using var client = new SnmpClient(new SnmpClientOptions { RowLimit = int.MaxValue });
            var query = new DeviceQuery(client, target, parsed, new VarBindPrinter(output, result.GetValue(json), result.GetValue(numeric)), Console.Error);
            return await run(query, result, token);
        });
        return command;
    }

    private static async Task<(SnmpTarget Target, IReadOnlyList<Oid> Oids)?> ReadAsync(string url, string[] texts)
    {
        List<string> errors = [];
        if (!SnmpUri.TryParse(url, out var target, out var wrong, out var warnings)) errors.Add($"URL: {wrong}");
        List<Oid> oids = [];
        foreach (var text in texts)
        {
            if (ObjectNames.BuiltIn.TryParse(text, out var oid, out var error)) oids.Add(oid);
            else errors.Add(error);
        }

        foreach (var warning in warnings) await Console.Error.WriteLineAsync($"warning: {warning}");
        foreach (var error in errors) await Console.Error.WriteLineAsync($"error: {error}");
        return target is null || errors.Count > 0 ? null : (target, oids);
    }
}
