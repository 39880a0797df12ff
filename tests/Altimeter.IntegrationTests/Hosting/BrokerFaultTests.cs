using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Altimeter.Hosting.Lanes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>A broker of its own, so that it can be restarted, starved and made impatient without harm to other tests.</summary>
public sealed class FaultyBroker : IAsyncLifetime
{
    private Task<RabbitMqServer>? _server;

    /// <summary>The broker; skips the test where there can be none, or fails it when CI is <c>true</c>.</summary>
    public Task<RabbitMqServer> ServerAsync() => RealServers.RequireAsync(() => _server!);

    /// <inheritdoc/>
    public ValueTask InitializeAsync()
    {
        _server = RabbitMqServer.StartAsync(CancellationToken.None);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_server!);
        if (_server!.IsCompletedSuccessfully) await (await _server).DisposeAsync();
    }
}

/// <summary>What the broker does to us: restarts, alarms, time-outs. Every test has a virtual host of its own.</summary>
public sealed class BrokerFaultTests(FaultyBroker broker) : IClassFixture<FaultyBroker>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_UnderLoad_LanesAndQueuesLoseNothingAndKeepOrder(bool atOnce)
    {
        const int count = 400;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync($"restart-{atOnce}", token);
        var seen = new ConcurrentQueue<int>();
        await using var lanes = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);
        await using var queue = await QueueProcess.StartAsync(server.UrlOf(host), (numbers, _) =>
        {
            foreach (var number in numbers) seen.Enqueue(number);
            return Task.CompletedTask;
        });
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false);
        await Wait.UntilAsync("the lanes", Limit, _ => Task.FromResult(lanes.Lanes.Count > 0), token);

        var sends = Task.Run(
            async () =>
            {
                for (var i = 0; i < count; i++)
                {
                    await producer.SendAsync(0, i, token);
                    Assert.True(await queue.SendAsync(i, token));
                }
            },
            token);
        await Wait.UntilAsync("some of it", Limit, _ => Task.FromResult(sends.IsCompleted || lanes.Received.Of(0).Count > count / 8), token);
        Assert.False(sends.IsCompleted, string.Join('\n', queue.Log.Concat(producer.Log).Prepend($"{sends.Exception}")));
        await server.StopNodeAsync(atOnce, token);
        await server.StartNodeAsync(token);
        await sends.WaitAsync(Limit, token);

        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(lanes.Received.Of(0).Contains(count - 1) && seen.Distinct().Count() == count), token);
        Assert.Equal(Enumerable.Range(0, count), lanes.Received.Of(0).Distinct());
    }

    [Fact]
    public Task BrokerAway_TwoReplicas_KeepTheirLanesLoseNothingAndKeepOrder() => TakeBrokerAwayAsync("away", TimeSpan.FromSeconds(10));

    [Fact]
    [Trait("Category", "Long")]
    public Task BrokerAwayForAMinute_TwoReplicas_KeepTheirLanesLoseNothingAndKeepOrder() => TakeBrokerAwayAsync("away-long", TimeSpan.FromMinutes(1));

    [Fact]
    [Trait("Category", "Long")]
    public async Task ConsumerTimeout_LaneHeldPastIt_GivesBackBeforeTheBrokerCloses()
    {
        const int count = 100;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("lane-timeout", token);
        await MakeImpatientAsync(server, token);
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var lanes = await LaneProcess.StartAsync(
            server.UrlOf(host), "gnocchi-writer", consumes: true, received => received.Hold = hold.Task, new KeyValuePair<string, string?>("RabbitMq:GiveBackAfter", "00:00:20"));
        for (var i = 0; i < count; i++) await lanes.SendAsync(0, i, token).WaitAsync(Limit, token);

        await Wait.UntilAsync("five give-backs", Limit, _ => Task.FromResult(lanes.Log.Count(line => line.Contains("held its oldest message", StringComparison.Ordinal)) >= 5), token);
        hold.SetResult();

        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(lanes.Received.Of(0).Contains(count - 1)), token);
        Assert.Equal(Enumerable.Range(0, count), lanes.Received.Of(0).Distinct());
        Assert.Equal(0, await server.Management.DepthAsync(host, "gnocchi-writer-dead-letters", token));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task MemoryAlarm_ReplicaStartsUnderIt_LanesDrain()
    {
        const int count = 50;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("alarm-start", token);
        await using (var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false))
        {
            for (var i = 0; i < count; i++) await producer.SendAsync(0, i, token).WaitAsync(Limit, token);
        }

        await server.ControlAsync(["set_vm_memory_high_watermark", "absolute", "1MB"], token);
        try
        {
            await Wait.UntilAsync("the alarm", Limit, async inner => await HasAlarmAsync(server, inner), token);
            await using var consumer = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);

            await Wait.UntilAsync("the backlog", Limit, _ => Task.FromResult(consumer.Received.Of(0).Contains(count - 1)), token);
            Assert.Equal(Enumerable.Range(0, count), consumer.Received.Of(0).Distinct());
            Assert.True(await HasAlarmAsync(server, token));
        }
        finally
        {
            await server.ControlAsync(["set_vm_memory_high_watermark", "0.6"], CancellationToken.None);
        }
    }

    [Fact]
    public async Task MemoryAlarm_LanesDrainUnderIt()
    {
        const int count = 300;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("alarm", token);
        await using (var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false))
        {
            for (var i = 0; i < count; i++) await producer.SendAsync(0, i, token).WaitAsync(Limit, token);
        }

        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var consumer = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true, received => received.Hold = hold.Task);
        await consumer.Received.Held.Task.WaitAsync(Limit, token);
        await server.ControlAsync(["set_vm_memory_high_watermark", "absolute", "1MB"], token);
        try
        {
            await Wait.UntilAsync("the alarm", Limit, async inner => await HasAlarmAsync(server, inner), token);
            hold.SetResult();

            await Wait.UntilAsync("the backlog", Limit, _ => Task.FromResult(consumer.Received.Of(0).Contains(count - 1)), token);
            await server.Management.WaitForDepthAsync(host, LaneSet.WriterSamples.QueueOf(0), 0, Limit, token);
            Assert.Equal(Enumerable.Range(0, count), consumer.Received.Of(0).Distinct());
            Assert.True(await HasAlarmAsync(server, token));
        }
        finally
        {
            await server.ControlAsync(["set_vm_memory_high_watermark", "0.6"], CancellationToken.None);
        }

        // And it goes on afterwards.
        await Wait.UntilAsync("the end of the alarm", Limit, async inner => !await HasAlarmAsync(server, inner), token);
        await consumer.SendAsync(0, count, token).WaitAsync(Limit, token);
        await Wait.UntilAsync("what comes after", Limit, _ => Task.FromResult(consumer.Received.Of(0).Contains(count)), token);
    }

    [Fact]
    public async Task ConsumerTimeout_QueueHeldPastIt_ComesAgainAndNothingIsSetAside()
    {
        const int count = 200;
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("timeout", token);
        await MakeImpatientAsync(server, token);
        var seen = new ConcurrentQueue<int>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var queue = await QueueProcess.StartAsync(server.UrlOf(host), async (numbers, stop) =>
        {
            try
            {
                await release.Task.WaitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                closed.TrySetResult();
                throw;
            }

            foreach (var number in numbers) seen.Enqueue(number);
        });
        Assert.All(await Task.WhenAll(Enumerable.Range(0, count).Select(number => queue.SendAsync(number, token))).WaitAsync(Limit, token), Assert.True);

        await closed.Task.WaitAsync(Limit, token); // the broker has closed the channel
        release.SetResult();

        await server.Management.WaitForDepthAsync(host, QueueProcess.Queue, 0, Limit, token);
        Assert.Equal(Enumerable.Range(0, count), seen.Distinct().Order());
        Assert.Equal(0, await server.Management.DepthAsync(host, "sample-pipeline-dead-letters", token));
    }

    private async Task TakeBrokerAwayAsync(string name, TimeSpan time)
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync(name, token);
        var sink = new Received();
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false);
        await using var a = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true, received => received.Shared = sink);
        await using var b = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true, received => received.Shared = sink);
        await Wait.UntilAsync("four lanes each", Limit, _ => Task.FromResult(a.Lanes.Count == 4 && b.Lanes.Count == 4), token);
        var (lanesOfA, lanesOfB) = (a.Lanes, b.Lanes);
        await using var traffic = NumberedTraffic.ToWriter(producer, sink);

        await traffic.MeasureAsync(
            $"broker away for {time.TotalSeconds:F0} s",
            async () =>
            {
                await server.StopNodeAsync(atOnce: true, token);
                await Task.Delay(time, token);
                await server.StartNodeAsync(token);
            },
            token);
        await Wait.UntilAsync("the lanes of before", Limit, _ => Task.FromResult(a.Lanes.SequenceEqual(lanesOfA) && b.Lanes.SequenceEqual(lanesOfB)), token);
        await traffic.CheckAsync(token);
    }

    // One minute as consumer time-out, looked at every 5 s instead of every minute.
    private static async Task MakeImpatientAsync(RabbitMqServer server, CancellationToken token)
    {
        await server.ControlAsync(["eval", "application:set_env(rabbit, consumer_timeout, 60000)."], token);
        await server.ControlAsync(["eval", "application:set_env(rabbit, channel_tick_interval, 5000)."], token);
    }

    private static async Task<bool> HasAlarmAsync(RabbitMqServer server, CancellationToken token) =>
        (await server.Management.GetAsync("nodes", token)).AsArray().Any(node => (bool?)node!["mem_alarm"] == true);

    private async Task<(RabbitMqServer Server, string Host)> NewHostAsync(string name, CancellationToken token)
    {
        var server = await broker.ServerAsync();
        var host = $"faults-{name}";
        await server.Management.PutAsync($"vhosts/{host}", new JsonObject(), token);
        await server.Management.PutAsync($"permissions/{host}/{server.Management.User}", new JsonObject { ["configure"] = ".*", ["write"] = ".*", ["read"] = ".*" }, token);
        return (server, host);
    }
}
