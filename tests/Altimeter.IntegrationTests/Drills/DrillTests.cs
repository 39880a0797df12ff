using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>
/// Nothing is lost: two replicas of each service as processes, real RabbitMQ, real Gnocchi, 200 numbered samples a second, and one fault after another.
/// Here are the faults that last, for as long as the form of the drills says.
/// </summary>
/// <param name="servers">What they run on.</param>
/// <param name="outage">How long a fault lasts.</param>
public abstract class DrillTests(DrillServers servers, TimeSpan outage)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);

    /// <summary>What they run on.</summary>
    protected DrillServers Servers => servers;

    /// <summary>How a fault's length is told.</summary>
    protected string Length => $"{outage.TotalSeconds:0} s";

    [Fact]
    public Task GnocchiAway_LosesNothing() => RunAsync($"Gnocchi away for {Length}", async token =>
    {
        await servers.Proxy.GoAwayAsync();
        await Task.Delay(outage, token);
        await servers.Proxy.ReturnAsync();
    });

    [Fact]
    public Task GnocchiUnavailable_LosesNothing() => RunAsync($"Gnocchi answers 503 for {Length}", async token =>
    {
        servers.Proxy.IsUnavailable = true;
        await Task.Delay(outage, token);
        servers.Proxy.IsUnavailable = false;
    });

    [Fact]
    public async Task ProducerBeforeTheFirstStart_LosesNothing()
    {
        var token = TestContext.Current.CancellationToken;
        await servers.ReadyAsync();
        await servers.Fleet.StopAllAsync(token);
        await using var fleet = await servers.NewFleetAsync($"first{outage.TotalSeconds:0}", token);

        var verdict = await new Drill(servers, fleet, $"notifications for {Length} before the first start").RunAsync(outage, inner => fleet.ScaleAllAsync(2, inner), token);

        Check(verdict, fleet);
    }

    /// <summary>Runs a drill with the standing fleet.</summary>
    protected async Task RunAsync(string name, Func<CancellationToken, Task> fault)
    {
        var token = TestContext.Current.CancellationToken;
        await servers.ReadyAsync();
        await servers.Fleet.ScaleAllAsync(2, token);

        Check(await new Drill(servers, servers.Fleet, name).RunAsync(Before, fault, token), servers.Fleet);
    }

    /// <summary>Replicas of these services stand still for the length of a fault.</summary>
    protected async Task PauseAsync(IEnumerable<string> services, CancellationToken token)
    {
        var paused = services.Select(service => servers.Fleet.Of(service)[0]).ToList();
        paused.ForEach(replica => replica.Freeze());
        await Task.Delay(outage, token);
        paused.ForEach(replica => replica.Resume());
    }

    /// <summary>Every number is stored, and set aside is what cannot be and nothing else.</summary>
    protected static void Check(Verdict verdict, Fleet fleet)
    {
        Assert.True(verdict.IsComplete, $"{verdict}\n{fleet.Tail()}");
        Assert.NotEmpty(verdict.SetAside);
        Assert.All(verdict.SetAside, entry => Assert.True(entry.Sent.IsUnstorable, verdict.ToString()));
        Assert.Empty(verdict.StoredAndSetAside);
    }
}
