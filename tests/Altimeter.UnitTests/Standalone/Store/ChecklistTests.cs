using Altimeter.Standalone.Store.Model;
using Xunit;

namespace Altimeter.UnitTests.Standalone.Store;

/// <summary>Checklist items 72 to 94 of the Gnocchi specification, over HTTP.</summary>
public sealed class ChecklistTests
{
    private const string Batch = "/v1/batch/resources/metrics/measures";

    [Theory]
    [InlineData("foobar", "foobar", "2fbfbb20-8d56-5e1e-afb9-b3007da11fdf")]
    [InlineData("foobar", "admin", "b4d568e4-7af1-5aec-ac3f-9c09fa3685a9")]
    [InlineData("generic one", "foobar", "5229fefb-33bd-5bcf-8c4b-a752a08f2516")]
    [InlineData("instance-0000002a-tap1", "admin", "556b5f7c-0685-550a-9e79-0a9e31ee2694")]
    [InlineData("é", "admin", "f8e47bd2-eaeb-5c5a-8b7c-00d62e795037")]
    [InlineData("foobar", ":", "5c214224-6e70-5abc-bc4b-0219576d3f80")]
    [InlineData("foobar", "11112222333344445555666677778888:aaaabbbbccccddddeeeeffff00001111", "7195fe4c-69f7-582e-ae3d-6ae392c5b569")]
    [InlineData("node-1_eth0", "11112222333344445555666677778888:aaaabbbbccccddddeeeeffff00001111", "9207c0d1-264a-5971-9d85-a80e1dd6fa2f")]
    [InlineData("11111111222233334444555555555555", "any", "11111111-2222-3333-4444-555555555555")]
    [InlineData("{urn:uuid:11111111-2222-3333-4444-AAAAAAAAAAAA}", "any", "11111111-2222-3333-4444-aaaaaaaaaaaa")]
    public void Item72_ResourceIdVectors(string value, string creator, string expected) =>
        Assert.Equal(expected, ResourceIds.Resolve(value, creator));

    [Fact]
    public async Task Item73_IdOf256Characters()
    {
        await using var store = await RunningStore.StartAsync();

        await store.ExpectAsync(201, "POST", "/v1/resource/generic", $$"""{"id":"{{new string('x', 255)}}"}""");
        await store.ExpectAsync(400, "POST", "/v1/resource/generic", $$"""{"id":"{{new string('x', 256)}}"}""");
    }

    [Fact]
    public async Task Item74_SlashInId()
    {
        await using var store = await RunningStore.StartAsync();

        var body = await store.ExpectAsync(400, "POST", "/v1/resource/generic", """{"id":"x/y"}""");

        Assert.Contains("'/' is not supported in resource id", (string)body!["description"]!["reason"]!);
    }

    [Fact]
    public async Task Item75_SameResourceTwice()
    {
        await using var store = await RunningStore.StartAsync();
        await store.ExpectAsync(201, "POST", "/v1/resource/generic", """{"id":"foobar"}""");

        var body = await store.ExpectAsync(409, "POST", "/v1/resource/generic", """{"id":"foobar"}""");

        Assert.Equal("Resource b4d568e4-7af1-5aec-ac3f-9c09fa3685a9 already exists", (string)body!["description"]!);
    }

    [Fact]
    public async Task Item76_BatchWithUnknownMetric()
    {
        await using var store = await RunningStore.StartAsync();

        var body = await store.ExpectAsync(400, "POST", Batch, """{"foobar":{"cpu":[{"timestamp":1,"value":1}]}}""");

        Assert.Equal("Unknown metrics: b4d568e4-7af1-5aec-ac3f-9c09fa3685a9/cpu", (string)body!["description"]!);
    }

    [Fact]
    public async Task Item77_OneUnknownResourceOfTwo_NothingStored()
    {
        await using var store = await RunningStore.StartAsync();
        await store.CreateMetricAsync();

        var body = await store.ExpectAsync(400, "POST", Batch + "?create_metrics=True",
            """{"r":{"m":[{"timestamp":1,"value":1}],"new":{"measures":[],"archive_policy_name":"p"}},"foobar":{"a":[],"b":[]}}""");

        Assert.Equal("""{"cause":"Unknown resources","detail":[{"resource_id":"b4d568e4-7af1-5aec-ac3f-9c09fa3685a9","original_resource_id":"foobar"}]}""",
            body!["description"]!.ToJsonString());
        Assert.Equal(0, store.Server.Store.Count().Measures);
        Assert.Equal(2, store.Server.Store.Count().Metrics);
    }

    [Theory]
    [InlineData("""{"measures":[{"timestamp":1,"value":1}],"unit":null}""")]
    [InlineData("""{"measures":[{"timestamp":1,"value":1}],"archive_policy_name":null}""")]
    [InlineData("""[{"timestamp":1,"value":null}]""")]
    [InlineData("""[["2015-03-06T14:33:57",43.1]]""")]
    public async Task Item78_OneBadPart_InvalidInputAndNothingStored(string part)
    {
        await using var store = await RunningStore.StartAsync();
        await store.CreateMetricAsync();

        var body = await store.ExpectAsync(400, "POST", Batch + "?create_metrics=true", $$$"""{"r":{"m":[{"timestamp":1,"value":1}],"n":{{{part}}}}}""");

        Assert.Equal("Invalid input", (string)body!["description"]!["cause"]!);
        Assert.Equal(0, store.Server.Store.Count().Measures);
    }

    [Theory]
    [InlineData("""[{"timestamp":"1915-01-01","value":1}]""", "Timestamp must be after Epoch")]
    [InlineData("""[{"timestamp":1478012832,"value":1},{"timestamp":"-5 minutes","value":1}]""", "Unable to convert timestamps")]
    public async Task Item79And80_WrongTimestamps(string measures, string reason)
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync();

        var body = await store.ExpectAsync(400, "POST", metric + "/measures", measures);

        Assert.Contains(reason, (string)body!["description"]!["reason"]!);
    }

    [Fact]
    public async Task Item81_SamePointTwice_OnePoint()
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync("\"mean\",\"count\"");

        await store.PostAsync(metric, ("12:07:00", 1), ("12:08:00", 3), ("12:08:00", 3));

        Assert.Equal("12:05:00=2", await store.ReadAsync(metric, "mean"));
        Assert.Equal("12:05:00=2", await store.ReadAsync(metric, "count"));
        Assert.Equal(2, store.Server.Store.Count().Measures);
    }

    [Fact]
    public async Task Item82_OlderThanTheBlock_IgnoredAndCounted()
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync();

        await store.PostAsync(metric, ("12:07:00", 1), ("12:04:59", 9));

        Assert.Equal("12:05:00=1", await store.ReadAsync(metric, "mean"));
        Assert.Equal(1, store.Server.Store.Count().Late);
    }

    [Fact]
    public async Task Item83_WithinTheBlock_Counted()
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync();

        await store.PostAsync(metric, ("12:07:00", 1), ("12:05:10", 3));

        Assert.Equal("12:05:00=2", await store.ReadAsync(metric, "mean"));
    }

    [Fact]
    public async Task Item84_RatePolicy_OneBlockMore()
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync("\"mean\",\"rate:mean\"");

        await store.PostAsync(metric, ("12:07:00", 1), ("12:01:00", 3), ("11:59:59", 9));

        Assert.Equal("12:00:00=3 12:05:00=1", await store.ReadAsync(metric, "mean"));
    }

    [Fact]
    public async Task Item85And86_Changes()
    {
        await using var store = await RunningStore.StartAsync();
        var first = await store.ExpectAsync(201, "POST", "/v1/resource/generic", """{"id":"r","user_id":"u"}""");
        store.Time.Advance(TimeSpan.FromSeconds(1));

        var same = await store.ExpectAsync(200, "PATCH", "/v1/resource/generic/r", """{"user_id":"u"}""");
        await store.ExpectAsync(200, "PATCH", "/v1/resource/generic/r", "{}");
        await store.ExpectAsync(400, "PATCH", "/v1/resource/generic/r", """{"id":"x"}""");
        var other = await store.ExpectAsync(200, "PATCH", "/v1/resource/generic/r", """{"user_id":"v"}""");
        var history = (await store.ExpectAsync(200, "GET", "/v1/resource/generic/r/history"))!.AsArray();

        Assert.Equal((string)first!["revision_start"]!, (string)same!["revision_start"]!);
        Assert.Equal("2026-11-23T12:30:01+00:00", (string)other!["revision_start"]!);
        Assert.Equal(["u", "v"], history.Select(revision => (string)revision!["user_id"]!));
        Assert.Equal((string)other["revision_start"]!, (string)history[0]!["revision_end"]!);
    }

    [Fact]
    public async Task Item87_NumberForText()
    {
        await using var store = await RunningStore.StartAsync();
        await store.ExpectAsync(201, "POST", "/v1/resource_type", """{"name":"host","attributes":{"host_name":{"type":"string","required":true}}}""");
        await store.ExpectAsync(201, "POST", "/v1/resource/host", """{"id":"r","host_name":"h"}""");

        var body = await store.ExpectAsync(400, "PATCH", "/v1/resource/host/r", """{"host_name":1}""");

        Assert.Equal("expected str for dictionary value @ data['host_name']", (string)body!["description"]!["reason"]!);
    }

    [Fact]
    public async Task Item88_EndBeforeStart()
    {
        await using var store = await RunningStore.StartAsync();
        await store.ExpectAsync(201, "POST", "/v1/resource/generic", """{"id":"r","started_at":"2026-11-23T12:00:00"}""");

        await store.ExpectAsync(400, "PATCH", "/v1/resource/generic/r", """{"ended_at":"2026-11-23T11:00:00"}""");
        await store.ExpectAsync(200, "PATCH", "/v1/resource/generic/r", """{"ended_at":"2026-11-23T12:00:00"}""");
    }

    [Fact]
    public async Task Item89_ContentTypeAndAccept()
    {
        await using var store = await RunningStore.StartAsync();

        Assert.Equal(415, (await store.SendAsync("POST", "/v1/resource/generic", """{"id":"r"}""", contentType: null)).Status);
        Assert.Equal(406, (await store.SendAsync("GET", "/v1/resource/generic", accept: "text/plain")).Status);
        Assert.Equal(200, (await store.SendAsync("GET", "/v1/resource/generic", accept: "text/plain, application/json; q=0.8")).Status);
    }

    [Fact]
    public async Task Item90_UnknownAggregation()
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync();
        var id = (string)(await store.ExpectAsync(200, "GET", metric))!["id"]!;

        var body = await store.ExpectAsync(404, "GET", $"/v1/metric/{id}/measures?aggregation=wtf");

        Assert.Equal($$$"""{"cause":"Aggregation method does not exist for this metric","detail":{"metric":"{{{id}}}","aggregation_method":"wtf"}}""",
            body!["description"]!.ToJsonString());
    }

    [Fact]
    public async Task Item91And92_Rates()
    {
        await using var store = await RunningStore.StartAsync();
        var metric = await store.CreateMetricAsync("\"mean\",\"rate:mean\"");

        await store.PostAsync(metric, ("12:00:00", 0), ("12:05:00", 300e9), ("12:10:00", 450e9), ("12:15:00", 10e9));

        Assert.Equal("12:05:00=300000000000 12:10:00=150000000000 12:15:00=-440000000000", await store.ReadAsync(metric, "rate:mean"));
    }

    [Fact]
    public async Task Item93_Pages()
    {
        await using var store = await RunningStore.StartAsync(maxLimit: 3);
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            await store.ExpectAsync(201, "POST", "/v1/resource/generic", $$"""{"id":"{{id}}"}""");
        }

        var (_, first, message) = await store.SendAsync("GET", "/v1/resource/generic?limit=5000");
        var link = message.Headers.GetValues("Link").Single();
        var second = await store.ExpectAsync(200, "GET", link[1..link.IndexOf('>')]);

        Assert.EndsWith("; rel=\"next\"", link);
        Assert.Equal(["a", "b", "c", "d"], first!.AsArray().Concat(second!.AsArray()).Select(resource => (string)resource!["original_resource_id"]!));
    }

    [Fact]
    public async Task Item94_PolicyFromNonAdmin()
    {
        await using var store = await RunningStore.StartAsync();

        await store.ExpectAsync(403, "POST", "/v1/archive_policy", """{"name":"low","definition":[{"granularity":1}]}""", user: "foobar");
        await store.ExpectAsync(401, "GET", "/v1/archive_policy", user: "");
    }
}
