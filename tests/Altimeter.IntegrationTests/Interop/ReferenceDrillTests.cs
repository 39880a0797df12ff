using System.Diagnostics;
using Altimeter.IntegrationTests.Drills;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>The drills' faults on the reference, 100 numbered samples a second: its losses are no failure here, they are written beside ours in <see cref="DrillTable"/>.</summary>
[Collection(nameof(Drill))]
public sealed class ReferenceDrillTests(ReferenceServers servers) : IClassFixture<ReferenceServers>
{
    private const string Queue = "notifications.sample";
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReadingLimit = TimeSpan.FromMinutes(5);

    [Fact]
    [Trait("Category", "Long")]
    public Task NoFault_IsRecorded() => RunAsync("no fault", token => Task.Delay(Outage, token));

    [Fact]
    [Trait("Category", "Long")]
    public Task GnocchiAway_IsRecorded() => RunAsync($"Gnocchi away for {Outage.TotalSeconds:0} s", async token =>
    {
        await servers.Proxy.GoAwayAsync();
        await Task.Delay(Outage, token);
        await servers.Proxy.ReturnAsync();
    });

    [Fact]
    [Trait("Category", "Long")]
    public Task Kill_IsRecorded() => RunAsync("kill -9", async token =>
    {
        await servers.Agent.KillAsync(token);
        await servers.Agent.StartAsync(token);
    });

    [Fact]
    [Trait("Category", "Long")]
    public Task BrokerRestart_IsRecorded() => RunAsync("restart of the broker", async token =>
    {
        await servers.Broker.StopNodeAsync(atOnce: false, token);
        await servers.Broker.StartNodeAsync(token);
    });

    private async Task RunAsync(string fault, Func<CancellationToken, Task> act)
    {
        var token = TestContext.Current.CancellationToken;
        await servers.ReadyAsync();
        var prefix = $"r{Guid.NewGuid():N}"[..9];
        var ledger = new SampleLedger(TimeSpan.FromSeconds(1));
        await using var load = new NumberedLoad(servers.Broker.UrlOf(servers.Access.OsloHost), prefix, ledger);
        await Task.Delay(Before, token);
        await act(token);
        var seconds = await RecoverAsync(load, token);
        await load.StopAsync();
        var verdict = await JudgeAsync(ledger, prefix, token);

        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: recovered in {seconds:F1} s; {verdict with { Unknown = [] }}\n{servers.Agent.Tail()}");
        DrillTable.Append($"{fault}: reference, ceilometer-agent-notification 19", verdict, seconds, "");
        Assert.True(verdict.Sent > 0 && verdict.Stored > 0, $"{verdict}\n{servers.Agent.Tail()}");
    }

    // Recovered as in the drills: what was sent after the fault is accepted. Not a number when that does not come.
    private async Task<double> RecoverAsync(NumberedLoad load, CancellationToken token)
    {
        var watch = Stopwatch.StartNew();
        var mark = TimeProvider.System.GetUtcNow().AddSeconds(1);
        try
        {
            await Wait.UntilAsync("samples sent after the fault in Gnocchi", Limit, _ => Task.FromResult(servers.Proxy.HaveArrived(load.Resources, mark)), token);
            return watch.Elapsed.TotalSeconds;
        }
        catch (TimeoutException)
        {
            return double.NaN;
        }
    }

    // What it has lost never comes, nor what it holds for ever, so that a complete verdict cannot be waited for: two readings in a row must be the same.
    private async Task<Verdict> JudgeAsync(SampleLedger ledger, string prefix, CancellationToken token)
    {
        Verdict? last = null;
        var lastLeft = -1L;
        await Wait.UntilAsync(
            "the same verdict twice",
            ReadingLimit,
            async inner =>
            {
                var left = await servers.Broker.Management.DepthAsync(servers.Access.OsloHost, Queue, inner);
                await servers.Gnocchi.WaitUntilProcessedAsync(Limit, inner);
                var stored = await StoredGranules.ReadAsync(
                    servers.Gnocchi, ledger, "host", DrillServers.Meters, 1, inner, "last", resource => resource.StartsWith(prefix, StringComparison.Ordinal));
                var verdict = ledger.Judge(stored.Values, [], dropped: 0, servers.Proxy.PostsOf(ledger, stored.Metrics));
                var isSteady = left == lastLeft && verdict.Stored == last?.Stored;
                (last, lastLeft) = (verdict, left);
                return isSteady;
            },
            token);
        return last!;
    }
}
