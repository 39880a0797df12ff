using System.Diagnostics;
using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>Several replicas of a service on a real broker: every lane has one holder at a time, whatever becomes of them.</summary>
public sealed class ReplicaTests(RealServers servers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task ThreeWriters_JoinStuckStopAndLostChannel_EveryNumberArrivesInOrder()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("three", token);
        var sink = new Received();
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "sample-pipeline", consumes: false);
        await using var a = await StartWriterAsync();
        await WaitForLanesAsync(token, a);
        await using var traffic = NumberedTraffic.ToWriter(producer, sink);
        LaneProcess b = null!, c = null!;

        await traffic.MeasureAsync("two join", async () => (b, c) = (await StartWriterAsync(), await StartWriterAsync()), token);
        await WaitForLanesAsync(token, a, b, c);

        await traffic.MeasureAsync("a channel is lost", () => a.LoseAChannelAsync(token), token);
        await traffic.MeasureAsync("one stops", async () => await b.DisposeAsync(), token);
        await WaitForLanesAsync(token, a, c);

        c.Received.Hold = new TaskCompletionSource().Task;
        await c.Received.Held.Task.WaitAsync(Limit, token);
        await traffic.MeasureAsync("one stops with a stuck batch", async () => await c.DisposeAsync(), token);
        await WaitForLanesAsync(token, a);
        await traffic.CheckAsync(token);
        Assert.Equal(0, await server.Management.DepthAsync(host, "gnocchi-writer-dead-letters", token));

        Task<LaneProcess> StartWriterAsync() => LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true, received => received.Shared = sink);
    }

    [Fact]
    public async Task ThreePipelines_LeaveKillAndFreeze_EveryNumberArrivesInOrder()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("pipelines", token);
        await using var writer = await LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true);
        await using var producer = await LaneProcess.StartAsync(server.UrlOf(host), "snmp-poller", consumes: false);
        var pipelines = (await Task.WhenAll(StartAsync(), StartAsync(), StartAsync())).ToList();
        try
        {
            await WaitForHeldAsync(pipelines, token);
            await WaitForLanesAsync(token, writer);
            await using var traffic = NumberedTraffic.ToPipeline(producer, writer.Received);
            await traffic.MeasureAsync("start", () => Task.CompletedTask, token);

            await traffic.MeasureAsync("SIGTERM", async () => Assert.Equal(0, await pipelines[0].StopAsync(Limit)), token);
            pipelines[0] = await StartAsync();
            await WaitForHeldAsync(pipelines, token);

            await traffic.MeasureAsync("kill -9", () => Kill(pipelines[1]), token);
            pipelines[1] = await StartAsync();
            await WaitForHeldAsync(pipelines, token);

            var frozen = Stopwatch.StartNew();
            await traffic.MeasureAsync("frozen", () => Freeze(pipelines[2]), token);
            await Task.Delay(TimeSpan.FromSeconds(30) - frozen.Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, token);
            await traffic.MeasureAsync("resumed", () => Resume(pipelines[2]), token);
            await pipelines[2].WaitUntilReadyAsync(Limit, token);
            await traffic.MeasureAsync("after that", () => Task.CompletedTask, token);
            await traffic.CheckAsync(token);
            Assert.Equal(0, await server.Management.DepthAsync(host, "sample-pipeline-dead-letters", token));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{string.Join("\n\n", pipelines.Select(pipeline => pipeline.Tail()))}", e);
        }
        finally
        {
            foreach (var pipeline in pipelines) await pipeline.DisposeAsync();
        }

        Task<ServiceProcess> StartAsync() => ServiceProcess.StartAsync(
            "Altimeter.SamplePipeline", new Dictionary<string, string> { ["RabbitMq:Url"] = server.UrlOf(host), ["Ceilometer:ConfigurationDirectory"] = "" }, token);
    }

    [Fact]
    public async Task NinthReplica_OwnsNothing_IsReady()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("nine", token);
        var writers = await Task.WhenAll(Enumerable.Range(0, Lane.Count + 1).Select(_ => LaneProcess.StartAsync(server.UrlOf(host), "gnocchi-writer", consumes: true)));
        try
        {
            await WaitForLanesAsync(token, writers);
            await Wait.UntilAsync("one lane each", Limit, _ => Task.FromResult(writers.Count(writer => writer.Lanes.Count == 1) == Lane.Count), token);

            var ninth = writers.Single(writer => writer.Lanes.Count == 0);
            await Wait.UntilAsync("what the eight hold, in the ninth's health", Limit, async _ => HoldersIn(await ninth.HealthAsync()) == Lane.Count, token);

            var report = await ninth.HealthAsync();
            Assert.Equal(HealthStatus.Healthy, report.Entries["lanes"].Status);
            Assert.Equal(HealthStatus.Healthy, report.Entries["replicas"].Status);
            Assert.Equal(writers.Length, report.Entries["replicas"].Data.Count);
        }
        finally
        {
            await Task.WhenAll(writers.Select(writer => writer.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Lane_HeldTooLong_GivesBackAndGoesOnWithTheSameConsumer()
    {
        var token = TestContext.Current.CancellationToken;
        var (server, host) = await NewHostAsync("give-back", token);
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var writer = await LaneProcess.StartAsync(
            server.UrlOf(host), "gnocchi-writer", consumes: true, received => received.Hold = hold.Task, new KeyValuePair<string, string?>("RabbitMq:GiveBackAfter", "00:00:02"));
        for (var i = 0; i < 60; i++) await writer.SendAsync(3, i, token).WaitAsync(Limit, token);

        await Wait.UntilAsync(
            "two give-backs", Limit, _ => Task.FromResult(writer.Log.Count(line => line.Contains("gnocchi-writer-samples-3 held its oldest message", StringComparison.Ordinal)) >= 2), token);
        Assert.Empty(writer.Received.Of(3));
        hold.SetResult();

        await Wait.UntilAsync("all of it", Limit, _ => Task.FromResult(writer.Received.Of(3).Contains(59)), token);
        Assert.Equal(Enumerable.Range(0, 60), writer.Received.Of(3).Distinct());
        Assert.Equal(Lane.Count, writer.Received.Consumers);
        await server.Management.WaitForDepthAsync(host, LaneSet.WriterSamples.QueueOf(3), 0, Limit, token);
    }

    private static int HoldersIn(HealthReport report) =>
        report.Entries["replicas"].Data.Values.Count(text => $"{text}".Contains("holds gnocchi-writer-samples-", StringComparison.Ordinal));

    private static Task Kill(ServiceProcess process)
    {
        process.Kill();
        return Task.CompletedTask;
    }

    private static Task Freeze(ServiceProcess process)
    {
        process.Freeze();
        return Task.CompletedTask;
    }

    private static Task Resume(ServiceProcess process)
    {
        process.Resume();
        return Task.CompletedTask;
    }

    // Every lane has one holder, and every writer its share.
    private static Task WaitForLanesAsync(CancellationToken token, params LaneProcess[] writers) => Wait.UntilAsync(
        "every lane has its holder",
        Limit,
        _ => Task.FromResult(writers.Min(writer => writer.Lanes.Count) >= Lane.Count / writers.Length && writers.SelectMany(writer => writer.Lanes).Order(StringComparer.Ordinal).SequenceEqual(Enumerable.Range(0, Lane.Count).Select(LaneSet.WriterSamples.QueueOf))),
        token);

    private static Task WaitForHeldAsync(IReadOnlyList<ServiceProcess> processes, CancellationToken token) => Wait.UntilAsync(
        "eight lanes held by three",
        Limit,
        async inner =>
        {
            var held = await Task.WhenAll(processes.Select(process => process.MetricAsync("altimeter_lanes_held", "", inner)));
            return held.Sum() == Lane.Count && held.Min() >= 2;
        },
        token);

    private async Task<(RabbitMqServer Server, string Host)> NewHostAsync(string name, CancellationToken token)
    {
        var server = await servers.RabbitMqAsync();
        var host = $"replicas-{name}";
        await server.Management.PutAsync($"vhosts/{host}", new JsonObject(), token);
        await server.Management.PutAsync($"permissions/{host}/{server.Management.User}", new JsonObject { ["configure"] = ".*", ["write"] = ".*", ["read"] = ".*" }, token);
        return (server, host);
    }
}
