using Altimeter.Testing.Launchers;

namespace Altimeter.Benchmarks.Load;

/// <summary><c>snmp [SECONDS]</c>: all clients, one after the other, against one responder process.</summary>
public static class LoadRun
{
    /// <summary>Prints a table.</summary>
    /// <param name="seconds">Length of each client's run.</param>
    /// <returns>0, or 4 if a client was not run.</returns>
    public static async Task<int> RunAsync(int seconds)
    {
        var duration = TimeSpan.FromSeconds(seconds);
        await using var responder = await Responder.StartAsync();
        (string Name, Func<Task<ClientCost>> Run)[] clients =
        [
            ("bare datagrams of the same size", () => Task.FromResult(RawClient.Run(responder, duration))),
            ("this engine, GET of 10 OIDs", () => EngineClient.GetAsync(responder, duration)),
            ("this engine, v3 GET of 10 OIDs (SHA-256, AES-128)", () => EngineClient.GetSecuredAsync(responder, duration)),
            ("this engine, table of 3 × 30 by GETBULK", () => EngineClient.WalkAsync(responder, duration)),
            ("net-snmp's C library, GET of 10 OIDs", () => NetSnmpClient.RunAsync(responder, duration)),
            ("snmp_exporter, the same 10 OIDs", () => SnmpExporter.RunAsync(responder, duration)),
        ];
        var isComplete = true;
        await Console.Out.WriteLineAsync(ClientCost.Heading);
        foreach (var (name, run) in clients)
        {
            try
            {
                await Console.Out.WriteLineAsync((await run()).ToRow(name));
            }
            catch (NotRunException e)
            {
                isComplete = false;
                await Console.Out.WriteLineAsync($"| {name} | not run: needs {e.Message} | | | |");
            }
        }

        return isComplete ? 0 : 4;
    }
}
