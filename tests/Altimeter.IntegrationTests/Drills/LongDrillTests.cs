namespace Altimeter.IntegrationTests.Drills;

/// <summary>The drills in their long form: outages of a minute, and every service by itself.</summary>
[Trait("Category", "Long")]
[Collection(nameof(Drill))]
public sealed class LongDrillTests(DrillServers servers) : DrillTests(servers, TimeSpan.FromMinutes(1)), IClassFixture<DrillServers>
{
    public static TheoryData<string> Services => [.. Fleet.Services];

    [Theory]
    [MemberData(nameof(Services))]
    public Task Kill_LosesNothing(string service) => RunAsync($"kill -9 of a {service}", token => Servers.Fleet.KillAsync(service, token));

    [Theory]
    [MemberData(nameof(Services))]
    public Task Termination_LosesNothing(string service) => RunAsync($"SIGTERM of a {service}", async token =>
    {
        await Servers.Fleet.StopAsync(service);
        await Servers.Fleet.ScaleAsync(service, 2, token);
    });

    [Theory]
    [MemberData(nameof(Services))]
    public Task Pause_LosesNothing(string service) => RunAsync($"a {service} paused for {Length}", token => PauseAsync([service], token));
}
