using System.Diagnostics;
using System.Globalization;
using Altimeter.Testing.Launchers;

namespace Altimeter.Benchmarks.Load;

/// <summary>Debian's prometheus-snmp-exporter, asked over HTTP for the same OIDs by 16 callers; its process' CPU counts, ours does not.</summary>
internal static class SnmpExporter
{
    private const string Program = "/usr/bin/prometheus-snmp-exporter";
    private const int Callers = 16;

    /// <exception cref="NotRunException">The package is not there and cannot be installed.</exception>
    public static async Task<ClientCost> RunAsync(Responder responder, TimeSpan duration)
    {
        await DebianPackages.EnsureAsync(["prometheus-snmp-exporter"], CancellationToken.None);
        using var folder = new TemporaryFolder("snmp-exporter");
        var port = FreePorts.Tcp();
        var configuration = folder.Write("snmp.yml", Configuration());
        await using var process = await GuardedProcess.StartAsync([Program, $"--config.file={configuration}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
        await Wait.UntilAsync("snmp_exporter", TimeSpan.FromSeconds(30), IsReadyAsync, CancellationToken.None);
        var text = await http.GetStringAsync(Query(0));
        var values = text.Split('\n').Count(line => line.StartsWith("load_", StringComparison.Ordinal));
        if (values != 10) throw new InvalidOperationException($"snmp_exporter gives {values} values instead of 10: {text}");

        await AskAsync(TimeSpan.FromSeconds(2));
        using var peer = Process.GetProcessById(process.Id);
        var (cpu, started) = (peer.TotalProcessorTime, Stopwatch.GetTimestamp());
        var requests = await AskAsync(duration);
        peer.Refresh();
        return new ClientCost(requests, requests * 10, Stopwatch.GetElapsedTime(started), peer.TotalProcessorTime - cpu);

        string Query(int device)
        {
            var target = responder.Target(device);
            return $"/snmp?module=load&target={target.Host}:{target.Port}";
        }

        async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
        {
            if (process.Exited.IsCompleted) throw new InvalidOperationException(process.Tail());
            try
            {
                return (await http.GetAsync(Query(0), cancellationToken)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        async Task<long> AskAsync(TimeSpan span) => (await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i =>
        {
            var count = 0L;
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < span; count++) await http.GetByteArrayAsync(Query(i));
            return count;
        }))).Sum();
    }

    private static string Configuration()
    {
        var oids = Device.Oids(10).Select(oid => oid.ToString()).ToList();
        var text = new System.Text.StringBuilder("load:\n  version: 2\n  auth:\n    community: public\n  get:\n");
        foreach (var oid in oids) text.Append(CultureInfo.InvariantCulture, $"  - {oid}\n");
        text.Append("  metrics:\n");
        for (var i = 0; i < oids.Count; i++) text.Append(CultureInfo.InvariantCulture, $"  - name: load_{i}\n    oid: {oids[i]}\n    type: counter\n    help: value {i}\n");
        return text.ToString();
    }
}
