using System.Globalization;

namespace Altimeter.Benchmarks.Load;

/// <summary>What a client did in a run.</summary>
/// <param name="Requests">Answered requests.</param>
/// <param name="VarBinds">Values received.</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="Cpu">User and system time of the client's process.</param>
/// <param name="AllocatedBytes">Managed bytes allocated; null where there is no managed heap to count.</param>
internal sealed record ClientCost(long Requests, long VarBinds, TimeSpan Elapsed, TimeSpan Cpu, long? AllocatedBytes = null)
{
    public const string Heading = "| client | requests/s | CPU µs per request | allocated bytes per request | values per CPU-second |\n|---|---|---|---|---|";

    /// <summary>A row of the table.</summary>
    public string ToRow(string client) => string.Create(CultureInfo.InvariantCulture,
        $"| {client} | {Requests / Elapsed.TotalSeconds:N0} | {Cpu.TotalMicroseconds / Requests:N2} | {(AllocatedBytes is { } bytes ? $"{(double)bytes / Requests:N0}" : "")} | {VarBinds / Cpu.TotalSeconds:N0} |");
}
