using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Altimeter.UnitTests.Standalone.Store;

/// <summary>The store answers what a real Gnocchi 4.4.2 answered to Ceilometer, but for times and random ids.</summary>
public sealed partial class CapturedConversationTests
{
    [Theory]
    [InlineData("first_sample_unknown_resource")]
    [InlineData("attribute_update")]
    [InlineData("three_samples_one_metric_and_one_unknown_of_two_resources")]
    [InlineData("resource_create_rejected_missing_required_attribute")]
    [InlineData("event_instance_create_end_again")]
    public async Task Answers_EqualTheCaptured(string scene)
    {
        await using var store = await RunningStore.StartAsync();
        await PrepareAsync(store, scene);

        await ReplayAsync(store, scene, compare: true);
    }

    [Fact]
    public async Task Upgrade_AnswersEqualTheCaptured()
    {
        await using var store = await RunningStore.StartAsync();

        await ReplayAsync(store, "upgrade", compare: true);
    }

    private static async Task PrepareAsync(RunningStore store, string scene)
    {
        await ReplayAsync(store, "upgrade", compare: false);
        foreach (var (name, methods) in ((string, string)[])[("ceilometer-low", "\"mean\""), ("ceilometer-low-rate", "\"mean\",\"rate:mean\"")])
        {
            await store.SendAsync("POST", "/v1/archive_policy",
                $$"""{"name":"{{name}}","aggregation_methods":[{{methods}}],"definition":[{"granularity":"5 minutes","timespan":"30 days"}]}""");
        }

        foreach (var earlier in Before(scene))
        {
            await ReplayAsync(store, earlier, compare: false);
        }

        if (scene is "attribute_update" or "three_samples_one_metric_and_one_unknown_of_two_resources" or "resource_create_rejected_missing_required_attribute")
        {
            await store.ExpectAsync(200, "POST", "/v1/resource/host/switch-1.example/metric", """{"hardware.memory.total":{"archive_policy_name":"ceilometer-low"}}""");
        }
    }

    /// <summary>The scenes that made what a scene starts from, in the order of the capture.</summary>
    private static string[] Before(string scene) => scene switch
    {
        "attribute_update" => ["first_sample_unknown_resource"],
        "three_samples_one_metric_and_one_unknown_of_two_resources" => ["first_sample_unknown_resource", "attribute_update"],
        "resource_create_rejected_missing_required_attribute" => ["first_sample_unknown_resource"],
        "event_instance_create_end_again" => ["event_instance_create_end"],
        _ => [],
    };

    private static async Task ReplayAsync(RunningStore store, string scene, bool compare)
    {
        foreach (var exchange in Scene(scene)["exchanges"]!.AsArray())
        {
            var (request, response) = (exchange!["request"]!, exchange["response"]!);
            if ((string)request["path"]! == "/projects")
            {
                continue;
            }

            var headers = request["headers"]!.AsArray().ToLookup(h => (string)h![0]!, h => (string)h![1]!);
            var body = (string)request["body"]!;
            var answer = await store.SendAsync((string)request["method"]!, $"{request["path"]}?{request["query"]}", body.Length > 0 ? body : null,
                contentType: headers["Content-Type"].FirstOrDefault());
            if (compare)
            {
                var expected = (string)response["body"]!;
                Assert.Equal((int)response["status"]!, answer.Status);
                Assert.True(JsonNode.DeepEquals(Steady(expected), Steady(answer.Body?.ToJsonString())),
                    $"{request["method"]} {request["path"]}: {answer.Body?.ToJsonString()}, expected {expected}");
                Assert.Equal(response["headers"]!.AsArray().Any(h => (string)h![0]! == "ETag"), answer.Message.Headers.ETag is not null);
            }
        }
    }

    private static JsonNode? Steady(string? json) => string.IsNullOrEmpty(json) ? null : JsonNode.Parse(Random().Replace(json, "…"));

    private static JsonNode Scene(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "gnocchi", name + ".json")))!;

    // Times, ids of version 4 (metrics), and the address in links.
    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(\+|\\u002B)00:00|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|127\.0\.0\.1:\d+")]
    private static partial Regex Random();
}
