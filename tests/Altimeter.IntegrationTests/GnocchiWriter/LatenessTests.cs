using System.Text.Json.Nodes;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.GnocchiWriter;

/// <summary>What the writer sets aside as late is exactly what a real Gnocchi drops: the same measures are posted by hand, all of them, beside it.</summary>
public sealed class LatenessTests(RealServers servers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Yesterday at noon: far from every limit.
    private static readonly DateTime Noon = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddHours(-12);

    // The newest measure is of 12:07.
    private static readonly DateTime Newest = Noon.AddMinutes(7);

    private readonly string _resource = $"late-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("ceilometer-low", 5)] // Items 82, 83: back window 0
    [InlineData("ceilometer-low-rate", 0)] // Item 84: a rate keeps one block more
    [InlineData("altimeter-low", -5)] // back window 2
    [InlineData("altimeter-low-rate", -10)]
    [InlineData("ceilometer-high", 0)] // blocks of an hour
    public async Task LatePoints_AreThoseThatGnocchiDrops(string policy, int oldestInMinutes)
    {
        var token = TestContext.Current.CancellationToken;
        var gnocchi = await servers.GnocchiAsync();
        using var writer = new RunningWriter(gnocchi);
        await writer.ConsumeAsync(token, RunningWriter.Message(policy, (_resource, Newest, 1)));

        await AssertSameAsByHandAsync(gnocchi, writer, policy, Noon.AddMinutes(oldestInMinutes), token);
    }

    [Fact]
    public async Task ExistingMetric_IsJudgedByItsOwnPolicy()
    {
        var token = TestContext.Current.CancellationToken;
        var gnocchi = await servers.GnocchiAsync();
        const string Policy = "operators-five-behind";
        await gnocchi.PostAsync("/v1/archive_policy", JsonNode.Parse($$"""{"name": "{{Policy}}", "back_window": 5, "definition": [{"granularity": "20s", "points": 1000}], "aggregation_methods": ["mean"]}""")!, token);
        await gnocchi.PostAsync("/v1/resource/generic", Resource(_resource, Policy), token);
        using var writer = new RunningWriter(gnocchi);
        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, Newest, 1)));

        await AssertSameAsByHandAsync(gnocchi, writer, Policy, Newest.AddSeconds(-100), token);
    }

    [Fact]
    public async Task MessagesOfACutDelivery_AreRepeats_AndNothingIsLost()
    {
        var token = TestContext.Current.CancellationToken;
        var gnocchi = await servers.GnocchiAsync();
        using var writer = new RunningWriter(gnocchi);
        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, Noon.AddHours(-2), 1)));
        var messages = Enumerable.Range(0, 4).Select(i => RunningWriter.Message("ceilometer-low", (_resource, Noon.AddMinutes(10 * i), i))).ToArray();
        using var delivery = new CancellationTokenSource();
        writer.Answered = request =>
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/measures", StringComparison.Ordinal)) return;
            delivery.Cancel();
            throw new HttpRequestException("cut", new IOException("connection reset"));
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.ConsumeAsync(delivery.Token, messages));
        writer.Answered = null;
        await gnocchi.WaitUntilProcessedAsync(Limit, token);
        var afterCut = await MeasuresAsync(gnocchi, _resource, token);

        await writer.ConsumeAsync(token, RunningWriter.Again(messages[^1]));
        foreach (var message in messages) await writer.ConsumeAsync(token, RunningWriter.Again(message));
        await gnocchi.WaitUntilProcessedAsync(Limit, token);

        Assert.Equal(5, afterCut.Count);
        Assert.Equal(afterCut, await MeasuresAsync(gnocchi, _resource, token));
        Assert.Empty(writer.DeadLetters.Letters);
    }

    [Fact]
    public async Task MetricRemovedMeanwhile_TakesAnyTimeAgain()
    {
        var token = TestContext.Current.CancellationToken;
        var gnocchi = await servers.GnocchiAsync();
        using var writer = new RunningWriter(gnocchi);
        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, Newest, 1)));
        using (var removed = await gnocchi.Client.DeleteAsync($"/v1/resource/generic/{_resource}", token)) removed.EnsureSuccessStatusCode();

        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, Newest, 2)));
        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, Newest.AddMinutes(-1), 4)));
        await gnocchi.WaitUntilProcessedAsync(Limit, token);

        Assert.Equal([3.0], (await MeasuresAsync(gnocchi, _resource, token)).Select(measure => measure.Value));
    }

    [Fact]
    public async Task PointFarAhead_IsSetAside_AndDoesNotBlockItsMetric()
    {
        var token = TestContext.Current.CancellationToken;
        var gnocchi = await servers.GnocchiAsync();
        using var writer = new RunningWriter(gnocchi);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, now.AddMinutes(-30), 1)));
        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, now.AddDays(1), 2)));

        await writer.ConsumeAsync(token, RunningWriter.Message("ceilometer-low", (_resource, now.AddMinutes(-20), 3)));
        await gnocchi.WaitUntilProcessedAsync(Limit, token);

        Assert.Equal([1.0, 3.0], (await MeasuresAsync(gnocchi, _resource, token)).Select(measure => measure.Value));
        Assert.Equal("future", Assert.Single(writer.DeadLetters.Letters).Reason);
    }

    // The writer has written a first measure, 1 at Newest.
    private async Task AssertSameAsByHandAsync(GnocchiServer gnocchi, RunningWriter writer, string policy, DateTime oldest, CancellationToken token)
    {
        var byHand = $"{_resource}-by-hand";
        await gnocchi.PostAsync("/v1/resource/generic", Resource(byHand, policy), token);
        await PostAsync(Newest, 1);
        var first = await MeasuresAsync(gnocchi, byHand, token);
        (DateTime Time, double Value)[] late = [(oldest.AddDays(-1), 100), (oldest.AddMinutes(-5), 200), (oldest.AddTicks(-1), 300)];
        (DateTime Time, double Value)[] timely = [(oldest, 400), (oldest.AddSeconds(7), 500)];

        // By hand: Gnocchi says 202 to all, and takes the timely ones only.
        foreach (var (time, value) in late) await PostAsync(time, value);
        Assert.Equal(first, await MeasuresAsync(gnocchi, byHand, token));
        foreach (var (time, value) in timely)
        {
            var before = await MeasuresAsync(gnocchi, byHand, token);
            await PostAsync(time, value);
            Assert.NotEqual(before, await MeasuresAsync(gnocchi, byHand, token));
        }

        // Through the writer, each in a batch of its own.
        foreach (var (time, value) in late.Concat(timely)) await writer.ConsumeAsync(token, RunningWriter.Message(policy, (_resource, time, value)));
        await gnocchi.WaitUntilProcessedAsync(Limit, token);

        Assert.Equal(
            late.Select(measure => ("late", RunningWriter.TextOf(measure.Time))),
            writer.DeadLetters.Letters.Select(letter => (letter.Reason, (string)JsonNode.Parse(letter.Body.Span)!["timestamp"]!)));
        Assert.Equal(await MeasuresAsync(gnocchi, byHand, token), await MeasuresAsync(gnocchi, _resource, token));

        async Task PostAsync(DateTime time, double value)
        {
            var measures = new JsonArray(new JsonObject { ["timestamp"] = RunningWriter.TextOf(time), ["value"] = value });
            await gnocchi.PostAsync("/v1/batch/resources/metrics/measures", new JsonObject { [byHand] = new JsonObject { [RunningWriter.Meter] = measures } }, token);
            await gnocchi.WaitUntilProcessedAsync(Limit, token);
        }
    }

    private static JsonObject Resource(string id, string policy) =>
        new() { ["id"] = id, ["metrics"] = new JsonObject { [RunningWriter.Meter] = new JsonObject { ["archive_policy_name"] = policy } } };

    private static async Task<IReadOnlyList<StoredMeasure>> MeasuresAsync(GnocchiServer gnocchi, string resource, CancellationToken token) =>
        await gnocchi.WaitForMeasuresAsync(resource, RunningWriter.Meter, 1, Limit, token);
}
