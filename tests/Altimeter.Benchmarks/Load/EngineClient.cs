using System.Diagnostics;
using System.Runtime;
using Altimeter.Snmp;

namespace Altimeter.Benchmarks.Load;

/// <summary>This engine, 64 callers, each with a device of its own.</summary>
internal static class EngineClient
{
    private const int Callers = 64;

    /// <summary>GETs of 10 OIDs; every value is looked at.</summary>
    public static Task<ClientCost> GetAsync(Responder responder, TimeSpan duration) => GetAsync(responder.Target, duration);

    /// <summary>The same with authentication and privacy: SHA-256 and AES-128.</summary>
    public static Task<ClientCost> GetSecuredAsync(Responder responder, TimeSpan duration) =>
        GetAsync(number => responder.Target(number) with { Version = SnmpVersion.V3, Credentials = Device.User }, duration);

    private static Task<ClientCost> GetAsync(Func<int, SnmpTarget> target, TimeSpan duration)
    {
        Oid[] oids = [.. Device.Oids(10)];
        return MeasureAsync(target, duration, async (client, target) =>
        {
            var response = await client.GetAsync(target, oids, CancellationToken.None);
            var present = 0;
            foreach (var binding in response.VarBinds) present += binding.Value.IsPresent ? 1 : 0;
            return present == oids.Length ? present : throw new InvalidOperationException($"{target} gave {present} of {oids.Length} values");
        });
    }

    /// <summary>Walks of three columns of 30 rows; a request here is a whole table.</summary>
    public static Task<ClientCost> WalkAsync(Responder responder, TimeSpan duration) => MeasureAsync(responder.Target, duration, async (client, target) =>
    {
        var cells = 0;
        await foreach (var row in client.WalkAsync(target, Device.Columns, CancellationToken.None)) cells += row.Values.Count;
        return cells == Device.Columns.Count * Device.Rows ? cells : throw new InvalidOperationException($"{target} gave {cells} cells");
    });

    private static async Task<ClientCost> MeasureAsync(Func<int, SnmpTarget> target, TimeSpan duration, Func<SnmpClient, SnmpTarget, ValueTask<int>> ask)
    {
        await using var client = new SnmpClient();
        await WarmUpAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var (requests, varBinds) = await RunAsync(duration);
        if (client.Statistics.Discoveries > Callers) await Console.Error.WriteLineAsync($"{client.Statistics.Discoveries} discoveries of {Callers} devices");
        return new ClientCost(requests, varBinds, Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes(precise: true) - allocated);

        // On a busy machine the compiler may still be at work after any fixed time.
        async Task WarmUpAsync()
        {
            long compiled;
            do
            {
                compiled = JitInfo.GetCompiledMethodCount();
                await RunAsync(TimeSpan.FromSeconds(2));
            }
            while (JitInfo.GetCompiledMethodCount() != compiled);
        }

        async Task<(long Requests, long VarBinds)> RunAsync(TimeSpan span)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => LoopAsync(target(i), span))));
            return (results.Sum(r => r.Requests), results.Sum(r => r.VarBinds));
        }

        async Task<(long Requests, long VarBinds)> LoopAsync(SnmpTarget target, TimeSpan span)
        {
            var (requests, varBinds) = (0L, 0L);
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < span; requests++) varBinds += await ask(client, target);
            return (requests, varBinds);
        }
    }
}
