namespace Altimeter.IntegrationTests.Drills;

/// <summary>The drills in their short form: outages of 20 s, and the services' faults one after the other in one drill.</summary>
[Collection(nameof(Drill))]
public sealed class ShortDrillTests(DrillServers servers) : DrillTests(servers, TimeSpan.FromSeconds(20)), IClassFixture<DrillServers>
{
    [Fact]
    public Task KillOfEach_LosesNothing() => RunAsync("kill -9 of one of each service", async token =>
    {
        foreach (var service in Fleet.Services) await Servers.Fleet.KillAsync(service, token);
    });

    [Fact]
    public Task TerminationOfEach_LosesNothing() => RunAsync("SIGTERM of one of each service", async token =>
    {
        foreach (var service in Fleet.Services)
        {
            await Servers.Fleet.StopAsync(service);
            await Servers.Fleet.ScaleAsync(service, 2, token);
        }
    });

    [Fact]
    public Task PauseOfEach_LosesNothing() => RunAsync($"one of each service paused for {Length}", token => PauseAsync(Fleet.Services, token));

    [Fact]
    public Task BrokerRestart_LosesNothing() => RunAsync("restart of the broker", async token =>
    {
        await Servers.Broker.StopNodeAsync(atOnce: false, token);
        await Servers.Broker.StartNodeAsync(token);
    });

    [Fact]
    public Task DelayedBatch_LosesNothing() => RunAsync("a writer's requests delayed for 10 s", async token =>
    {
        Servers.Proxy.Gate = Task.Delay(TimeSpan.FromSeconds(10), token);
        await Servers.Proxy.Gate;
        Servers.Proxy.Gate = null;
    });

    [Fact]
    public Task Scale_OneThreeOne_LosesNothing() => RunAsync("every service 2 → 1 → 3 → 1 → 2", async token =>
    {
        foreach (var replicas in new[] { 1, 3, 1, 2 }) await Servers.Fleet.ScaleAllAsync(replicas, token);
    });

    /// <summary>Gnocchi drops what comes late, so order must hold over every hand-over.</summary>
    [Fact]
    public async Task Order_ReplicasJoinLeaveAndAreKilled_LosesNothing()
    {
        var token = TestContext.Current.CancellationToken;
        await Servers.ReadyAsync();
        await Servers.Fleet.StopAllAsync(token);
        await using var fleet = await Servers.NewFleetAsync("order", token, (Fleet.Writer, "GnocchiWriter:MeasuresPerRequest", "20"));
        await fleet.ScaleAsync(Fleet.Router, 1, token);
        await Task.WhenAll(fleet.ScaleAsync(Fleet.Pipeline, 2, token), fleet.ScaleAsync(Fleet.Writer, 3, token));

        var verdict = await new OrderDrill(Servers, fleet, "order: three writers and two pipelines join, leave and are killed").RunAsync(
            async inner =>
            {
                await fleet.KillAsync(Fleet.Writer, inner);
                await fleet.ScaleAsync(Fleet.Pipeline, 3, inner);
                // What a pipeline repeats meets holders that do not know what those before them have posted.
                await Task.WhenAll(fleet.KillAsync(Fleet.Pipeline, inner), fleet.ScaleAsync(Fleet.Writer, 1, inner));
                await fleet.ScaleAsync(Fleet.Pipeline, 2, inner);
                await fleet.ScaleAsync(Fleet.Writer, 3, inner);
            },
            token);

        Check(verdict, fleet);
    }
}
