using System.Globalization;
using Altimeter.Snmp;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Snmp;

/// <summary>Walks by net-snmp's tools, and this engine's values in the words that they use with <c>-OnUex</c>: strings as octets, no labels, no units.</summary>
internal static class NetSnmpWalk
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>One text a variable, <c>.OID = TYPE: VALUE</c>, in the order walked.</summary>
    /// <param name="tool"><c>snmpwalk</c> or <c>snmpbulkwalk</c>.</param>
    /// <param name="version"><c>-v1</c> or <c>-v2c</c>.</param>
    /// <param name="endpoint">Address and port.</param>
    /// <param name="cancellationToken">Kills the tool.</param>
    public static async Task<IReadOnlyList<string>> RunAsync(string tool, string version, string endpoint, CancellationToken cancellationToken)
    {
        string[] command = [$"/usr/bin/{tool}", version, "-c", "public", "-t", "5", "-r", "5", "-OnUex", "-Cc", "-m", "", endpoint, ".1.3"];
        var text = await Shell.RunAsync(command, Limit, cancellationToken: cancellationToken);
        List<string> variables = [];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // Octets go on in the next line after 16.
            if (line.StartsWith('.')) variables.Add(line.TrimEnd());
            else if (!line.StartsWith("End of MIB", StringComparison.Ordinal)) variables[^1] += " " + line.TrimEnd();
        }

        return [.. variables.Where(v => !v.Contains("No more variables left", StringComparison.Ordinal))];
    }

    /// <summary>A variable read by this engine, in the same words.</summary>
    public static string Format(Oid oid, SnmpValue value) => $".{oid} = {Format(value)}".TrimEnd();

    private static string Format(SnmpValue value)
    {
        switch (value.Type)
        {
            case SnmpType.OctetString:
                return value.Octets.Length == 0 ? "\"\"" : "Hex-STRING: " + Hex(value.Octets.Span);
            case SnmpType.Opaque:
                return "OPAQUE: " + Hex(value.Octets.Span);
            case SnmpType.OpaqueFloat when value.TryGetDouble(out var number):
                return "Opaque: Float: " + number.ToString("F6", CultureInfo.InvariantCulture);
            case SnmpType.Integer32:
                return "INTEGER: " + value;
            case SnmpType.ObjectIdentifier:
                return "OID: ." + value;
            case SnmpType.TimeTicks when value.TryGetInteger(out var ticks):
                var time = TimeSpan.FromMilliseconds((double)(ticks * 10));
                var days = time.Days switch { 0 => "", 1 => "1 day, ", _ => $"{time.Days} days, " };
                return $"Timeticks: ({ticks}) {days}{time.Hours}:{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds / 10:00}";
            case SnmpType.Null:
                return "NULL";
            default:
                return $"{value.Type}: {value}";
        }
    }

    private static string Hex(ReadOnlySpan<byte> octets) => string.Join(' ', octets.ToArray().Select(o => o.ToString("X2", CultureInfo.InvariantCulture)));
}
