using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Altimeter.Contracts.V1;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>One drill: numbered load on two replicas of each service, a fault in its midst, and a verdict on every number.</summary>
/// <remarks>Classes of drills are one collection, named after it: each of them fills the machine, so they take turns.</remarks>
internal sealed class Drill(DrillServers servers, Fleet fleet, string name)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private readonly string _id = $"n{Guid.NewGuid():N}"[..9];
    private readonly SampleLedger _ledger = new(TimeSpan.FromSeconds(1));
    private readonly Stopwatch _recovery = new();

    /// <summary>Seconds from the end of the fault until samples sent after it were accepted by Gnocchi.</summary>
    public double SecondsToRecover => _recovery.Elapsed.TotalSeconds;

    /// <summary>Runs the drill.</summary>
    /// <param name="before">How long the load flows before the fault.</param>
    /// <param name="fault">The fault and its end.</param>
    /// <param name="token">Ends the drill.</param>
    public async Task<Verdict> RunAsync(TimeSpan before, Func<CancellationToken, Task> fault, CancellationToken token)
    {
        var started = TimeProvider.System.GetUtcNow();
        await using var tap = await LaneTap.CreateAsync(servers.Broker, fleet.Access.ContractsHost, $"ledger-{_id}", sample => Enter(sample, started), token);
        await using var load = new NumberedLoad(servers.Broker.UrlOf(fleet.Access.OsloHost), _id, _ledger, withUnstorable: true);
        await Task.Delay(before, token);
        await fault(token);
        await WaitForRecoveryAsync(load, token);
        await load.StopAsync();

        await tap.DrainAsync(token);
        var verdict = await new VerdictReader(servers, fleet, _ledger) { Meters = DrillServers.Meters, Granularity = 1, Aggregation = "last", IsOurs = IsOurs, From = started }.ReadAsync(token);
        Report(verdict);
        return verdict;
    }

    // Recovered when what was sent after the fault is accepted, on every lane.
    private async Task WaitForRecoveryAsync(NumberedLoad load, CancellationToken token)
    {
        _recovery.Start();
        var mark = TimeProvider.System.GetUtcNow().AddSeconds(1);
        await Explain(() => Wait.UntilAsync($"{name}: samples sent after the fault in Gnocchi", Limit, _ => Task.FromResult(servers.Proxy.HaveArrived(load.Resources, mark)), token));
        _recovery.Stop();
    }

    // What the devices gave is known only when it has arrived; the load enters its own.
    private void Enter(Sample sample, DateTimeOffset started)
    {
        var time = DateTimeOffset.Parse(sample.Timestamp!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (time < started.AddSeconds(1) || !IsPolled(sample.ResourceId!)) return;
        _ledger.Sent(sample.ResourceId!, sample.Name, time, JsonDocument.Parse(sample.Volume).RootElement.GetDouble());
    }

    private bool IsOurs(string resource) => resource.StartsWith(_id, StringComparison.Ordinal) || IsPolled(resource);

    private static bool IsPolled(string resource) => resource.StartsWith("device-", StringComparison.Ordinal);

    private async Task Explain(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{fleet.Tail()}", e);
        }
    }

    private void Report(Verdict verdict)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: recovered in {SecondsToRecover:F1} s; {verdict with { Unknown = [] }}\npeak memory, MiB: {fleet.PeakMemory()}");
        DrillTable.Append(name, verdict, SecondsToRecover, fleet.PeakMemory());
    }
}
