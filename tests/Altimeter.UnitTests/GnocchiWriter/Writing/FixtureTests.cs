using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Xunit;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

/// <summary>Our requests beside those of Ceilometer 19.0.0 that were captured in front of a real Gnocchi (tests/Altimeter.Testing/Data/gnocchi).</summary>
public sealed class FixtureTests : IDisposable
{
    private static readonly Dictionary<string, string> Options = new() { ["archive_policy"] = "ceilometer-low" };

    private readonly WriterHarness _writer = new();

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task UnknownResource_SameRequestsAsTheReference_ButNoPatch()
    {
        await _writer.WriteAsync(Options, Load("switch-1.example", "0.25", "2026-11-23T08:00:00.000001", "snmp://public@switch-1.example:161"));

        AssertSame("first_sample_unknown_resource", 3);
        Assert.DoesNotContain(_writer.Gnocchi.Requests, r => r.Method == "PATCH");
    }

    [Fact]
    public async Task OneKnownAndOneUnknownResource_SameRequestsAsTheReference()
    {
        await _writer.WriteAsync(Options, Load("switch-1.example", "0.25", "2026-11-23T08:00:00.000001", "snmp://public@switch-1.example:161"));
        _writer.Gnocchi.Resources.Clear();
        _writer.Gnocchi.Metrics.Clear();
        await _writer.WriteAsync(Options, Load("switch-1.example", "0.5", "2026-11-23T08:00:01.000001", "snmp://public@switch-1.example:161"));
        ForgetIds();
        _writer.Gnocchi.Requests.Clear();

        await _writer.WriteAsync(
            Options,
            Load("switch-1.example", "1", "2026-11-23T08:00:30.000001", "snmp://public@switch-1.example:161"),
            Load("switch-1.example", "2.5", "2026-11-23T08:00:31.000001", "snmp://public@switch-1.example:161"),
            Load("switch-1.example", "3e-07", "2026-11-23T08:00:32.000001", "snmp://public@switch-1.example:161"),
            WriterHarness.Sample(
                "hardware.network.incoming.bytes", "switch-2.example.ge-0/0/1", "9223372036854775809", "2026-11-23T08:00:30.000001",
                """{"resource_url": "snmp://public@switch-2.example", "name": "ge-0/0/1"}""") with
            { UserId = "u-1", ProjectId = "p-1" });

        AssertSame("three_samples_one_metric_and_one_unknown_of_two_resources", 3);
    }

    [Fact]
    public async Task Item34_RefusedResource_OthersAreStoredAsInTheReference_AndItsSamplesSetAside_Differs()
    {
        await _writer.WriteAsync(Options, Load("switch-1.example", "0.25", "2026-11-23T08:00:00.000001", "snmp://public@switch-1.example:161"));
        ForgetIds();
        _writer.Gnocchi.Requests.Clear();

        await _writer.WriteAsync(
            Options,
            Load("switch-1.example", "9", "2026-11-23T08:00:50.000001", "snmp://public@switch-1.example:161"),
            Load("switch-3.example", "1", "2026-11-23T08:00:50.000001", null));

        AssertSame("resource_create_rejected_missing_required_attribute", 3);
        var letter = Assert.Single(_writer.DeadLetters.Letters);
        Assert.Equal(("sample", "refused"), (letter.Kind, letter.Reason));
        Assert.Contains("host_name", letter.Text);
        Assert.Equal("gnocchi-writer-samples-3", letter.SourceQueue);
    }

    [Fact]
    public async Task Item40_NumericText_GoesOutAsReceived()
    {
        await _writer.WriteAsync(Options, Load("switch-1.example", "\"12.5\"", "2026-11-23T08:00:52.000001", "snmp://public@switch-1.example:161"));

        AssertSame("volume_null_and_text", 1);
        Assert.Equal(12.5, _writer.Gnocchi.MetricOf("switch-1.example", "hardware.cpu.load.1min")!.Measures.Single().Value);
    }

    [Fact]
    public async Task ChangedAttribute_SamePatchAsTheReference()
    {
        await _writer.WriteAsync(Options, Load("switch-1.example", "0.25", "2026-11-23T08:00:00.000001", "snmp://public@switch-1.example:161"));
        ForgetIds();
        _writer.Gnocchi.Requests.Clear();

        await _writer.WriteAsync(Options, Load("switch-1.example", "0.75", "2026-11-23T08:00:20.000001", "snmp://public@switch-1.example:161?moved=1"));

        AssertSame("attribute_update", 2);
    }

    [Fact]
    public async Task Item18_FirstPublish_CreatesPoliciesInFileOrderWithTheReferencesBodies()
    {
        await _writer.WriteAsync(Options, Load("switch-9.example", "0.25", "2026-11-23T08:00:00.000001", "snmp://public@switch-1.example:161"));
        var expected = Exchanges("cache_enabled_first_sample_unknown_resource").Take(4).Select(e => e.Body).ToList();

        var sent = _writer.Gnocchi.Requests.Where(r => r.Path == "/v1/archive_policy/").Select(r => Normal(r.Body)).ToList();

        Assert.Equal(expected, sent[..4]);
        Assert.Equal(6, sent.Count);
        Assert.True(_writer.Gnocchi.Requests.FindLastIndex(r => r.Path == "/v1/archive_policy/") < _writer.Gnocchi.Requests.FindIndex(r => r.Path.StartsWith("/v1/batch")));
        _writer.Gnocchi.Requests.Clear();
        await _writer.WriteAsync(Options, Load("switch-9.example", "0.5", "2026-11-23T08:05:00.000001", "snmp://public@switch-1.example:161"));
        Assert.Equal(["POST /v1/batch/metrics/measures"], _writer.Gnocchi.Lines(preparations: true));
    }

    private static Sample Load(string resource, string volume, string time, string? url) =>
        WriterHarness.Sample("hardware.cpu.load.1min", resource, volume, time, url is null ? "{}" : $$"""{"resource_url": "{{url}}"}""", "process") with { UserId = null, ProjectId = null };

    private static List<(string Line, string Query, string Body)> Exchanges(string scene)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "gnocchi", scene + ".json")))!;
        return
        [
            .. file["exchanges"]!.AsArray().Select(e => e!["request"]!).Select(r => (
                $"{r["method"]} {r["path"]}", (string)r["query"]! is { Length: > 0 } query ? "?" + query : "", (string?)r["body"] is { Length: > 0 } body ? Normal(body) : "")),
        ];
    }

    private static string Normal(string json) => json.Length == 0 ? "" : JsonNode.Parse(json)!.ToJsonString().Replace("3e-7", "3e-07");

    // What was learnt would make the next request go by id; the reference always goes by name.
    private void ForgetIds()
    {
        foreach (var resource in _writer.Gnocchi.Resources.Values)
        {
            foreach (var (name, id) in resource.Metrics.ToList())
            {
                _writer.Gnocchi.Metrics.Remove(id, out var metric);
                resource.Metrics[name] = Guid.NewGuid();
                _writer.Gnocchi.Metrics[resource.Metrics[name]] = metric! with { Id = resource.Metrics[name] };
            }
        }
    }

    private void AssertSame(string scene, int count)
    {
        var sent = _writer.Gnocchi.Requests
            .Where(r => r.Path != "/" && !r.Path.StartsWith("/v1/archive_policy") && r.Path != "/v1/batch/metrics/measures" && r.Method != "GET")
            .Select(r => (r.Line, r.Query, Normal(r.Body)));
        Assert.Equal(Exchanges(scene).Where(e => !e.Line.Contains("archive_policy") && !e.Line.StartsWith("GET")).Take(count), sent.Take(count));
    }
}
