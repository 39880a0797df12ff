using System.Text;
using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Topology;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.DeadLetters;

/// <summary>Sending dead letters back, on a real broker with nothing but the rights of the service's own user.</summary>
public sealed class ReplayTests(RealServers servers) : IAsyncLifetime
{
    private BrokerAccess _access = null!;

    public async ValueTask InitializeAsync() =>
        _access = await (await servers.RabbitMqAsync()).CreateAccessAsync($"replay-{Guid.NewGuid():N}"[..16], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("gnocchi-writer", "gnocchi-writer-samples-3")]
    [InlineData("sample-pipeline", "sample-pipeline-samples-3")]
    [InlineData("sample-pipeline", "publisher-https-0123456789ab")]
    public async Task Replay_UnreadableMessage_IsInItsQueueUnchanged(string service, string queue)
    {
        await using var box = new LetterBox(_access, service);
        await DeclareAsync(box, queue);
        await SetAsideAsync(box, Message(queue, "not json, and \u00e4 byte more"));

        var (code, output, errors) = await box.RunAsync("replay", "--reason", "unreadable");

        Assert.True(code == 0, errors);
        Assert.Equal(["1 replayed, 0 cannot be"], output);
        await box.WaitForDepthAsync(0);
        var message = Assert.Single(await box.TakeAllAsync(_access.ContractsHost, queue));
        Assert.Equal("not json, and \u00e4 byte more", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("application/vnd.masstransit+json", message.BasicProperties.ContentType);
        Assert.Equal(DeliveryModes.Persistent, message.BasicProperties.DeliveryMode);
    }

    [Theory]
    [InlineData("gnocchi-writer", true, nameof(PublishSamples))]
    [InlineData("sample-pipeline", false, nameof(SamplesCollected))]
    [InlineData("notification-router", false, nameof(SamplesCollected))]
    [InlineData("snmp-poller", false, nameof(SamplesCollected))]
    public async Task Replay_Sample_IsInItsLaneAsTheContract(string service, bool isWriter, string type)
    {
        var lanes = isWriter ? LaneSet.WriterSamples : LaneSet.PipelineSamples;
        await using var box = new LetterBox(_access, service);
        var sample = Samples.Make(resourceId: "0b9f1c3e-2a7d-4b1c-9b7e-0d3f5a6b7c8d", volume: "NaN", metadata: "{\"a\": 1.0}");
        var lane = Lane.Of(sample.ResourceId);
        for (var i = 0; i < Lane.Count; i++) await DeclareLaneAsync(box, lanes, i);
        await SetAsideAsync(box, SampleLetter(sample, isWriter ? lanes.QueueOf(lane) : null));

        var (code, _, errors) = await box.RunAsync("replay", "--all");

        Assert.True(code == 0, errors);
        await box.WaitForDepthAsync(0);
        var message = Assert.Single(await TakeLaneAsync(box, lanes.QueueOf(lane)));
        var body = JsonNode.Parse(message)!;
        Assert.Equal($"urn:message:Altimeter.Contracts.V1:{type}", (string?)body["messageType"]![0]);
        var back = Assert.Single(SampleBlock.Unpack(Convert.FromBase64String((string)body["message"]!["block"]!)));
        Assert.Equal(SampleJson.ToBytes(sample), SampleJson.ToBytes(back));
        if (isWriter) Assert.Equal("high", (string?)body["message"]!["options"]!["archive_policy"]);
    }

    [Fact]
    public async Task Replay_Notification_IsInItsQueueAndInNoOther()
    {
        await using var box = new LetterBox(_access, "notification-router");
        await using var connection = await box.ConnectAsync(_access.OsloHost);
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("nova", ExchangeType.Topic, durable: false);
        foreach (var queue in (string[])["notifications.info", "somebody-else"])
        {
            await channel.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(queue, "nova", "notifications.info");
        }

        await SetAsideAsync(box, Notification("notifications.info") with { Compression = "gzip" });

        var (code, _, errors) = await box.RunAsync("replay", "--all");

        Assert.True(code == 0, errors);
        await box.WaitForDepthAsync(0);
        var message = Assert.Single(await box.TakeAllAsync(_access.OsloHost, "notifications.info"));
        Assert.Equal("{\"a\": 1}", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("application/json", message.BasicProperties.ContentType);
        Assert.Equal("gzip", Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["compression"]!));
        Assert.Empty(await box.TakeAllAsync(_access.OsloHost, "somebody-else"));
        var exchanges = await _access.Server.Management.GetAsync($"exchanges/{Uri.EscapeDataString(_access.OsloHost)}", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(exchanges.AsArray(), exchange => ((string)exchange!["name"]!).Contains("replay", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_NowhereToGo_StaysSaysWhyAndTheOthersGo()
    {
        await using var box = new LetterBox(_access, "gnocchi-writer");
        await DeclareAsync(box, "gnocchi-writer-samples-0");
        await SetAsideAsync(
            box,
            Message("gnocchi-writer-samples-1", "no such queue"),
            Message("sample-pipeline-samples-0", "not ours"),
            SampleLetter(Samples.Make(), "gnocchi-writer-samples-0") with { Body = "{}"u8.ToArray() },
            Message("gnocchi-writer-samples-0", "goes"));
        var ids = await box.IdsAsync();

        var (code, output, errors) = await box.RunAsync("replay", "--all");

        Assert.Equal(4, code);
        Assert.Equal(["1 replayed, 3 cannot be"], output);
        Assert.Contains("NOT_FOUND", errors, StringComparison.Ordinal);
        Assert.Contains("ACCESS_REFUSED", errors, StringComparison.Ordinal);
        Assert.Contains("it has no name", errors, StringComparison.Ordinal);
        Assert.Equal(ids.Take(3), await box.IdsAsync());
        Assert.Single(await box.TakeAllAsync(_access.ContractsHost, "gnocchi-writer-samples-0"));
    }

    [Fact]
    public async Task Replay_OldSample_IsWarnedOfAndDryRunSendsNothing()
    {
        await using var box = new LetterBox(_access, "sample-pipeline");
        await SetAsideAsync(box, SampleLetter(Samples.Make() with { Timestamp = "2020-01-01T00:00:00" }, null));

        var (code, output, errors) = await box.RunAsync("replay", "--all", "--dry-run");

        Assert.Equal(0, code);
        Assert.Equal(["1 would be replayed, 0 cannot be, 1 may be dropped by Gnocchi"], output);
        Assert.Contains("warning:", errors, StringComparison.Ordinal);
        await box.WaitForDepthAsync(1);
    }

    [Fact]
    public async Task SetAside_QueueFull_HoldsSaysSoAndGoesOnOnce()
    {
        var token = TestContext.Current.CancellationToken;
        await using var box = new LetterBox(_access, "gnocchi-writer");
        await SetAsideAsync(box, Message("q", "first"));
        await _access.Server.Management.PutAsync(
            $"policies/{Uri.EscapeDataString(_access.ContractsHost)}/small",
            new JsonObject { ["pattern"] = $"^{box.Queue}$", ["apply-to"] = "queues", ["priority"] = 20, ["definition"] = new JsonObject { ["max-length-bytes"] = 1 } },
            token);
        await Wait.UntilAsync(
            "the policy",
            TimeSpan.FromSeconds(30),
            async inner => (await _access.Server.Management.QueuesAsync(_access.ContractsHost, inner))[box.Queue].Policy == "small",
            token);

        // The broker refuses some time after the limit is passed: those before go through.
        var sent = 1;
        Task setAside;
        do setAside = box.Letters.SetAsideAsync(Message("q", $"number {sent++}"), token);
        while (await Task.WhenAny(setAside, FullAsync(box, token)) == setAside);
        Assert.False(setAside.IsCompleted);
        Assert.Single(box.Log, line => line.Contains("gnocchi-writer-dead-letters is full", StringComparison.Ordinal));
        Assert.Equal(sent - 1, box.Counter.Total);
        Assert.Equal(0, (await box.RunAsync("drop", "--all")).Code);
        await setAside.WaitAsync(TimeSpan.FromSeconds(60), token);

        await box.WaitForDepthAsync(1);
        Assert.Contains(box.Log, line => line.Contains("has space again", StringComparison.Ordinal));
        Assert.Equal(sent, box.Counter.Total);
        var last = Assert.Single(await box.TakeAllAsync(_access.ContractsHost, box.Queue));
        Assert.Equal($"number {sent - 1}", Encoding.UTF8.GetString(last.Body.Span));
    }

    private static Task FullAsync(LetterBox box, CancellationToken token) => Wait.UntilAsync(
        "the line that says so", TimeSpan.FromSeconds(60), _ => Task.FromResult(box.Log.Any(line => line.Contains("is full", StringComparison.Ordinal))), token);

    private static DeadLetter Message(string queue, string body) => new()
    {
        Kind = "message",
        Reason = "unreadable",
        Text = "a test",
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = "application/vnd.masstransit+json",
        SourceQueue = queue,
    };

    private static DeadLetter SampleLetter(Sample sample, string? queue) =>
        new() { Kind = "sample", Reason = "refused", Text = "a test", Body = SampleJson.ToBytes(sample), SourceQueue = queue, Options = new Dictionary<string, string> { ["archive_policy"] = "high" } };

    private static DeadLetter Notification(string queue) =>
        new() { Kind = "notification", Reason = "unknown-priority", Text = "a test", Body = "{\"a\": 1}"u8.ToArray(), SourceQueue = queue, Exchange = "nova", RoutingKey = queue };

    private static async Task SetAsideAsync(LetterBox box, params DeadLetter[] letters)
    {
        foreach (var letter in letters) await box.Letters.SetAsideAsync(letter, TestContext.Current.CancellationToken);
    }

    private async Task DeclareAsync(LetterBox box, string queue)
    {
        await using var connection = await box.ConnectAsync(_access.ContractsHost);
        await using var channel = await connection.CreateChannelAsync();
        await RabbitTopology.DeclareQueueAsync(channel, queue, TestContext.Current.CancellationToken);
    }

    private async Task DeclareLaneAsync(LetterBox box, LaneSet lanes, int lane)
    {
        await using var connection = await box.ConnectAsync(_access.ContractsHost);
        await using var channel = await connection.CreateChannelAsync();
        await RabbitTopology.DeclareLaneAsync(channel, lanes, lane, TestContext.Current.CancellationToken);
    }

    // Lanes refuse basic.get.
    private async Task<IReadOnlyList<byte[]>> TakeLaneAsync(LetterBox box, string queue)
    {
        await using var connection = await box.ConnectAsync(_access.ContractsHost);
        await using var channel = await connection.CreateChannelAsync();
        var count = (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        var page = await LetterPage.TakeAsync(channel, queue, (ushort)Math.Max(1, count), TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return [.. page.Select(entry => entry.Letter.Letter.Body.ToArray())];
    }
}
