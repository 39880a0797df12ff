namespace Altimeter.IntegrationTests.Drills;

/// <summary>Nothing is lost: two replicas of each service as processes, real RabbitMQ, real Gnocchi, 200 numbered samples a second, and one fault after another.</summary>
public sealed class DrillTests(DrillServers servers) : IClassFixture<DrillServers>
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);

    // The long form is run by .ci/run full.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("ALTIMETER_DRILLS") is "long" ? 60 : 20);

    public static TheoryData<string> Services => [.. Fleet.Services];

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Services))]
    public Task Kill_LosesNothing(string service) => RunAsync($"kill -9 of a {service}", token => servers.Fleet.KillAsync(service, token));

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Services))]
    public Task Terminate_LosesNothing(string service) => RunAsync($"SIGTERM of a {service}", async token =>
    {
        await servers.Fleet.StopAsync(service);
        await servers.Fleet.ScaleAsync(service, 2, token);
    });

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Services))]
    public Task Pause_LosesNothing(string service) => RunAsync($"a {service} paused for {Outage.TotalSeconds:0} s", async token =>
    {
        var paused = servers.Fleet.Of(service)[0];
        paused.Freeze();
        await Task.Delay(Outage, token);
        paused.Resume();
    });

    [Fact]
    [Trait("Category", "Long")]
    public Task GnocchiAway_LosesNothing() => RunAsync($"Gnocchi away for {Outage.TotalSeconds:0} s", async token =>
    {
        await servers.Proxy.GoAwayAsync();
        await Task.Delay(Outage, token);
        await servers.Proxy.ReturnAsync();
    });

    [Fact]
    [Trait("Category", "Long")]
    public Task GnocchiUnavailable_LosesNothing() => RunAsync($"Gnocchi answers 503 for {Outage.TotalSeconds:0} s", async token =>
    {
        servers.Proxy.IsUnavailable = true;
        await Task.Delay(Outage, token);
        servers.Proxy.IsUnavailable = false;
    });

    [Fact]
    [Trait("Category", "Long")]
    public Task BrokerRestart_LosesNothing() => RunAsync("restart of the broker", async token =>
    {
        await servers.Broker.StopNodeAsync(atOnce: false, token);
        await servers.Broker.StartNodeAsync(token);
    });

    [Fact]
    [Trait("Category", "Long")]
    public Task DelayedBatch_LosesNothing() => RunAsync("a writer's requests delayed for 10 s", async token =>
    {
        servers.Proxy.Gate = Task.Delay(TimeSpan.FromSeconds(10), token);
        await servers.Proxy.Gate;
        servers.Proxy.Gate = null;
    });

    [Fact]
    [Trait("Category", "Long")]
    public Task Scale_OneThreeOne_LosesNothing() => RunAsync("every service 2 → 1 → 3 → 1 → 2", async token =>
    {
        foreach (var replicas in new[] { 1, 3, 1, 2 }) await servers.Fleet.ScaleAllAsync(replicas, token);
    });

    private async Task RunAsync(string name, Func<CancellationToken, Task> fault)
    {
        var token = TestContext.Current.CancellationToken;
        await servers.ReadyAsync();
        await servers.Fleet.ScaleAllAsync(2, token);

        var verdict = await new Drill(servers, name).RunAsync(Before, fault, token);

        Assert.True(verdict.IsComplete, $"{verdict}\n{servers.Fleet.Tail()}");
        Assert.Empty(verdict.SetAside);
    }
}
