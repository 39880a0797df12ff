using System.Collections.Concurrent;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>A trial beside a running ceilometer-agent-notification: our router on queues of its own takes nothing from the agent's, and leaves no trace.</summary>
public sealed class OwnBesideReferenceTests(RealServers servers)
{
    private const int Count = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Own_BesideTheAgent_BothSeeEverythingAndUnbindLeavesNothing()
    {
        var token = TestContext.Current.CancellationToken;
        var broker = await servers.RabbitMqAsync();
        await servers.CeilometerAsync();
        var access = await broker.CreateAccessAsync($"interop-{Guid.NewGuid():N}"[..15], token);
        var ours = new ConcurrentBag<int>();
        await using var collected = await LaneTap.CreateAsync(broker, access.ContractsHost, "interop-collected", sample => ours.Add(NumberedNotifications.NumberOf(sample)), token);
        await using var agent = await CeilometerAgent.StartWithFileAsync(broker, access.OsloHost, "", token);
        await using var load = await NumberedNotifications.CreateAsync(broker, access.OsloHost, token);
        var before = await TopologyAsync();
        var settings = new Dictionary<string, string>
        {
            ["RabbitMq:Url"] = access.ContractsUrlOf("notification-router"),
            ["Oslo:TransportUrls:0"] = access.OsloUrlOf("notification-router"),
            ["Oslo:QueueMode"] = "Own",
        };

        await using (var router = await ServiceProcess.StartAsync("Altimeter.NotificationRouter", settings, token))
        {
            await Wait.UntilAsync("consumers of seven own queues", Limit, async inner => await OwnConsumersAsync(inner) == 7, token);
            await load.SendAsync(Count, token);
            await Wait.UntilAsync($"all of them published by the agent\n{agent.Tail()}", Limit, _ => Task.FromResult(agent.ReadPublished().Count >= Count), token);
            await Wait.UntilAsync(
                $"all of them in the lanes\n{router.Tail()}",
                Limit,
                async inner =>
                {
                    await collected.DrainAsync(inner);
                    return ours.Count >= Count;
                },
                token);
            Assert.Equal(0, await router.StopAsync(Limit));
        }

        Assert.Equal(Enumerable.Range(0, Count), NumberedNotifications.NumbersOf(agent).Order());
        Assert.Equal(Enumerable.Range(0, Count), ours.Order());

        await using (var unbind = await ServiceProcess.LaunchAsync("Altimeter.NotificationRouter", settings, ["unbind"]))
        {
            Assert.True(await unbind.Exited.WaitAsync(Limit, token) == 0, unbind.Tail());
        }

        Assert.Equal(before, await TopologyAsync());
        await load.SendAsync(1, token);
        await Wait.UntilAsync($"one more published by the agent\n{agent.Tail()}", Limit, _ => Task.FromResult(agent.ReadPublished().Count > Count), token);

        async Task<int> OwnConsumersAsync(CancellationToken inner) => (await broker.Management.QueuesAsync(access.OsloHost, inner))
            .Where(queue => queue.Key.StartsWith("altimeter.", StringComparison.Ordinal)).Sum(queue => queue.Value.Consumers);

        // Exchanges, queues and bindings of the virtual host of the notifications.
        async Task<IReadOnlyList<string>> TopologyAsync()
        {
            var host = ManagementApi.Escape(access.OsloHost);
            var exchanges = await broker.Management.GetAsync($"exchanges/{host}", token);
            var queues = await broker.Management.GetAsync($"queues/{host}", token);
            var bindings = await broker.Management.GetAsync($"bindings/{host}", token);
            return
            [
                .. exchanges.AsArray().Select(exchange => $"exchange {exchange!["name"]}").Order(StringComparer.Ordinal),
                .. queues.AsArray().Select(queue => $"queue {queue!["name"]}").Order(StringComparer.Ordinal),
                .. bindings.AsArray().Select(binding => $"binding {binding!["source"]} → {binding["destination"]} by {binding["routing_key"]}").Order(StringComparer.Ordinal),
            ];
        }
    }
}
