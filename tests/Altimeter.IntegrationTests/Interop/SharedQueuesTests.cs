using System.Collections.Concurrent;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>During a migration both agents run: ours and a real ceilometer-agent-notification take from the same queues.</summary>
public sealed class SharedQueuesTests(RealServers servers)
{
    private const int Burst = 1250;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Both acknowledge what they have passed on and not before, so that nothing is lost whichever of them is killed.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task KillOfEither_UnionOfBothOutputsIsComplete()
    {
        var token = TestContext.Current.CancellationToken;
        var broker = await servers.RabbitMqAsync();
        await servers.CeilometerAsync();
        var access = await broker.CreateAccessAsync($"interop-{Guid.NewGuid():N}"[..15], token);
        var ours = new ConcurrentBag<int>();
        await using var collected = await LaneTap.CreateAsync(broker, access.ContractsHost, "interop-collected", sample => ours.Add(NumberedNotifications.NumberOf(sample)), token);
        await using var agent = await CeilometerAgent.StartWithFileAsync(broker, access.OsloHost, "", token);
        var router = await StartRouterAsync();
        try
        {
            await using var load = await NumberedNotifications.CreateAsync(broker, access.OsloHost, token);
            await load.SendAsync(Burst, token);

            await load.SendAsync(Burst, token);
            await agent.KillAsync(token);
            await agent.StartAsync(token);

            await load.SendAsync(Burst / 2, token);
            router.Kill();
            await load.SendAsync(Burst - (Burst / 2), token);
            await router.Exited.WaitAsync(Limit, token);
            await router.DisposeAsync();
            router = await StartRouterAsync();

            await load.SendAsync(Burst, token);
            await WaitForOutputsAsync(load.Sent);
            var theirs = NumberedNotifications.NumbersOf(agent);

            TestContext.Current.TestOutputHelper?.WriteLine($"{load.Sent} sent; ours {ours.Count}, theirs {theirs.Count}, repeats {ours.Count + theirs.Count - ours.Union(theirs).Count()}");
            Assert.NotEmpty(ours);
            Assert.NotEmpty(theirs);
            Assert.Equal(Enumerable.Range(0, load.Sent), ours.Union(theirs).Order());
        }
        finally
        {
            await router.DisposeAsync();
        }

        async Task WaitForOutputsAsync(int sent)
        {
            try
            {
                await Wait.UntilAsync(
                    "every number",
                    Limit,
                    async inner =>
                    {
                        await collected.DrainAsync(inner);
                        return ours.Union(NumberedNotifications.NumbersOf(agent)).Count() == sent;
                    },
                    token);
            }
            catch (TimeoutException)
            {
                // the assertion tells which numbers are missing
            }
        }

        Task<ServiceProcess> StartRouterAsync() => ServiceProcess.StartAsync(
            "Altimeter.NotificationRouter",
            new Dictionary<string, string>
            {
                ["RabbitMq:Url"] = access.ContractsUrlOf("notification-router"),
                ["Oslo:TransportUrls:0"] = access.OsloUrlOf("notification-router"),
                ["Oslo:QueueMode"] = "Shared",
            },
            token);
    }
}
