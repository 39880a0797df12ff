using Altimeter.Standalone.Store;
using Altimeter.Standalone.Store.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Altimeter.UnitTests.Standalone.Store;

public sealed class MeasureStoreTests
{
    [Fact]
    public async Task Reopened_Store_HasEverything()
    {
        var first = await RunningStore.StartAsync();
        var metric = await first.CreateMetricAsync();
        await first.PostAsync(metric, ("12:07:00", 1));
        first.KeepsData = true;
        await first.DisposeAsync();

        await using var second = await RunningStore.StartAsync(first.Directory);

        Assert.Equal("12:05:00=1", await second.ReadAsync(metric, "mean"));
        Assert.Equal(new StoredCounts(1, 1, 1, 0), second.Server.Store.Count());
    }

    [Fact]
    public async Task Latest_ShowsTheNewestPointOfEachMetric()
    {
        await using var store = await RunningStore.StartAsync();
        await store.PostAsync(await store.CreateMetricAsync(), ("12:08:00", 2), ("12:07:00", 1));

        var value = Assert.Single(store.Server.Store.Latest());

        Assert.Equal(new StoredValue("m", null, "r", "generic", DateTimeOffset.Parse("2026-11-23T12:08:00Z"), 2), value);
    }

    [Fact]
    public async Task Post_PointsOlderThanThePolicyKeeps_AreDeleted()
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync();
        await store.ExpectAsync(202, "POST", metric + "/measures", """[{"timestamp":"2026-10-01","value":1},{"timestamp":"2026-11-23","value":2}]""");

        Assert.Equal("00:00:00=2", await store.ReadAsync(metric, "mean"));
        Assert.Equal(1, store.Server.Store.Count().Measures);
    }

    [Fact]
    public async Task Start_PortInUse_TakesTheNext()
    {
        await using var first = await RunningStore.StartAsync();
        var options = new MeasureStoreOptions { DataDirectory = Directory.CreateTempSubdirectory().FullName, Port = first.Server.Address.Port };

        await using var second = await MeasureStoreServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

        Assert.True(second.Address.Port > first.Server.Address.Port);
    }

    [Fact]
    public async Task Body_LargerThanAllowed_Is413()
    {
        await using var store = await RunningStore.StartAsync(maxBodyBytes: 1_000);

        Assert.Equal(413, (await store.SendAsync("POST", "/v1/resource/generic", $$"""{"id":"{{new string('x', 2_000)}}"}""")).Status);
    }

    [Fact]
    public async Task UnknownRoute_Is501AndNamed()
    {
        await using var store = await RunningStore.StartAsync();

        var body = await store.ExpectAsync(501, "POST", "/v1/aggregates", "{}");

        Assert.Contains("POST /v1/aggregates", (string)body!["description"]!);
    }

    [Theory]
    [InlineData("""{"=":{"original_resource_id":"a"}}""", "a")]
    [InlineData("""{"and":[{"like":{"user_id":"u%"}},{"not":{"=":{"user_id":"u2"}}}]}""", "a")]
    [InlineData("""{"in":{"user_id":["u1","u2"]}}""", "a b")]
    [InlineData("""{"=":{"ended_at":null}}""", "a c")]
    [InlineData("""{"!=":{"user_id":"u1"}}""", "b c")]
    [InlineData("""{">":{"ended_at":"2026-11-23"}}""", "b")]
    [InlineData("""{"=":{"id":"b"}}""", "b")]
    [InlineData("{}", "a b c")]
    public async Task Search_Filters(string filter, string expected)
    {
        await using var store = await RunningStore.StartAsync();
        await store.ExpectAsync(201, "POST", "/v1/resource/generic", """{"id":"a","user_id":"u1"}""");
        await store.ExpectAsync(201, "POST", "/v1/resource/generic", """{"id":"b","user_id":"u2","ended_at":"2026-12-01"}""");
        await store.ExpectAsync(201, "POST", "/v1/resource/generic", """{"id":"c"}""");

        var found = await store.ExpectAsync(200, "POST", "/v1/search/resource/generic", filter);

        Assert.Equal(expected, string.Join(' ', found!.AsArray().Select(resource => (string)resource!["original_resource_id"]!)));
    }

    [Theory]
    [InlineData("host_name = 'a b' and not (ended_at = null or x in [1, \"y\"])",
        """{"and":[{"=":{"host_name":"a b"}},{"not":{"or":[{"=":{"ended_at":null}},{"in":{"x":[1,"y"]}}]}}]}""")]
    [InlineData("host_name=new", """{"=":{"host_name":"new"}}""")]
    public void TextFilter_IsTheJsonFilter(string text, string json) => Assert.Equal(json, TextFilter.Parse(text).GetRawText());

    [Theory]
    [InlineData("host_name")]
    [InlineData("host_name =")]
    [InlineData("(a = 1")]
    [InlineData("a = 1 b")]
    [InlineData("a ? 'x")]
    public void TextFilter_Malformed_Is400(string text) => Assert.Equal(400, Assert.Throws<Altimeter.Standalone.Store.GnocchiFault>(() => TextFilter.Parse(text)).Status);

    [Theory]
    [InlineData("mean", 2.5)]
    [InlineData("sum", 10)]
    [InlineData("last", 3)]
    [InlineData("first", 4)]
    [InlineData("max", 4)]
    [InlineData("min", 1)]
    [InlineData("count", 4)]
    [InlineData("median", 2.5)]
    [InlineData("std", 1.2909944487358056)]
    [InlineData("95pct", 3.8499999999999996)]
    public void Reduce_Methods(string method, double expected) => Assert.Equal(expected, Aggregation.Reduce([4, 1, 2, 3], method)!.Value, 12);

    [Theory]
    [InlineData("300", 300)]
    [InlineData("5 minutes", 300)]
    [InlineData("5min", 300)]
    [InlineData("-5 minutes", -300)]
    [InlineData("0:05:00", 300)]
    [InlineData("30 days, 0:00:00", 2_592_000)]
    [InlineData("1h30m", 5_400)]
    public void Timespan_Forms(string text, long seconds)
    {
        Assert.True(TimespanText.TryParse(text, out var span));
        Assert.Equal(seconds * TimespanText.Second, span);
    }

    [Theory]
    [InlineData("2015-03-06T14:34", 1425652440_000000000)]
    [InlineData("2015-03-06 14:34:12.123456789Z", 1425652452_123456789)]
    [InlineData("2015-03-06T15:34:12+01:00", 1425652452_000000000)]
    [InlineData("1425652452.5", 1425652452_500000000)]
    [InlineData("2015-03-06", 1425600000_000000000)]
    public void Time_Forms(string text, long expected) => Assert.Equal(expected, TimeText.Parse(text, TimeProvider.System));
}
