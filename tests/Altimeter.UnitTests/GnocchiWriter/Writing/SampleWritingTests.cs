using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Xunit;
using static Altimeter.UnitTests.GnocchiWriter.WriterHarness;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

public sealed class SampleWritingTests : IDisposable
{
    private const string Meter = "hardware.memory.used";

    private readonly WriterHarness _writer = new();

    private GnocchiDouble Gnocchi => _writer.Gnocchi;

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task Item12_UnknownMeterTwice_OneWarning()
    {
        await _writer.WriteAsync(Sample("unheard.of", "r", "1"), Sample("unheard.of", "r", "2"));
        await _writer.WriteAsync(Sample("unheard.of", "r", "3"));

        Assert.Single(_writer.Logs.Lines, line => line.Contains("metric unheard.of is not handled by Gnocchi"));
        Assert.Equal([("unmapped", "unheard.of", 3L)], _writer.Drops.Report());
        Assert.Equal((3, 0, 0, 3), (_writer.Status.Received, _writer.Status.Stored, _writer.Status.SetAside, _writer.Status.Dropped));
    }

    [Fact]
    public async Task Item27_OnlyUnknownMeters_NoRequest_Differs()
    {
        await _writer.WriteAsync(Sample("unheard.of", "r", "1"));

        Assert.Empty(Gnocchi.Requests);
    }

    [Fact]
    public async Task UnmappedMeter_Generic_IsStoredUnderTheGenericTypeWithTheDefaultPolicy()
    {
        using var writer = new WriterHarness(("Gnocchi:UnmappedMeters", "Generic"));

        await writer.WriteAsync(Sample("unheard.of", "r", "1"));

        Assert.Equal("ceilometer-low", writer.Gnocchi.MetricOf("r", "unheard.of")!.Policy);
        Assert.Contains(writer.Gnocchi.Requests, r => r.Line == "POST /v1/resource/generic");
    }

    [Fact]
    public async Task Item23_SlashInTheResourceId_BecomesUnderscoreEverywhere()
    {
        await _writer.WriteAsync(Sample(Meter, "a/b", "5"));

        var resource = JsonNode.Parse(Gnocchi.Requests.Single(r => r.Line == "POST /v1/resource/host").Body)!;
        Assert.Equal("a_b", (string)resource["id"]!);
        Assert.Equal(5, Gnocchi.MetricOf("a_b", Meter)!.Measures.Single().Value);
    }

    [Fact]
    public async Task Item24_TwoSamplesOfOneMetric_OneMetricWithTwoMeasuresOldestFirst_Differs()
    {
        await _writer.WriteAsync(
            Sample(Meter, "r", "1", "2026-11-25T10:00:00"), Sample(Meter, "r", "2", "2026-11-25T09:55:00"), Sample(Meter, "r", "3", "2026-11-25T09:57:00"),
            Sample(Meter, "r", "4", "2026-11-25T09:55:00Z"));

        var metric = Body("/v1/batch/resources")["r"]![Meter]!;
        Assert.Equal(
            """[{"timestamp":"2026-11-25T09:55:00Z","value":4},{"timestamp":"2026-11-25T09:57:00","value":3},{"timestamp":"2026-11-25T10:00:00","value":1}]""",
            metric["measures"]!.ToJsonString());
    }

    [Fact]
    public async Task EqualTimestamps_TheLastReceivedWins_AndTheOtherIsCounted()
    {
        await _writer.WriteAsync(
            Sample(Meter, "r", "1"), Sample(Meter, "r", "7", "2026-11-25T10:05:00"), Sample(Meter, "r", "2", "2026-11-25T10:00:00+00:00"), Sample(Meter, "r", "2"));

        Assert.Equal([("2026-11-25T10:00:00", 2), ("2026-11-25T10:05:00", 7)], Gnocchi.MetricOf("r", Meter)!.Measures);
        Assert.Equal([("repeated", Meter, 1L), ("replaced", Meter, 1L)], _writer.Drops.Report().Order());
        Assert.Equal((4, 2, 2), (_writer.Status.Received, _writer.Status.Stored, _writer.Status.Dropped));
    }

    [Fact]
    public async Task EqualTimestamps_OneAfterTheOther_TheLastReceivedWins()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample(Meter, "r", "2"));

        Assert.Equal([("2026-11-25T10:00:00", 2)], Gnocchi.MetricOf("r", Meter)!.Measures);
    }

    [Fact]
    public async Task Item26_TwoUnits_TheFirstCounts()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", unit: "B"), Sample(Meter, "r", "2", "2026-11-25T10:05:00", unit: "KB"));

        Assert.Equal("B", Gnocchi.MetricOf("r", Meter)!.Unit);
    }

    [Fact]
    public async Task Item28_Query_CreatesMetrics()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"));

        Assert.Equal("?create_metrics=True", Gnocchi.Requests.First(r => r.Path == "/v1/batch/resources/metrics/measures").Query);
    }

    [Fact]
    public async Task Unit_TooLongOrMissing_IsLeftOut()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", unit: new string('u', 32)), Sample("hardware.memory.total", "r", "1", unit: null));

        Assert.Null(Gnocchi.MetricOf("r", Meter)!.Unit);
        Assert.Null(Gnocchi.MetricOf("r", "hardware.memory.total")!.Unit);
        Assert.DoesNotContain("null", Body("/v1/batch/resources").ToJsonString());
        Assert.Contains(_writer.Logs.Lines, line => line.Contains("more than 31 characters"));
    }

    [Theory]
    [InlineData("1e999", "bad-volume")]
    [InlineData("NaN", "bad-volume")]
    [InlineData("null", "bad-volume")]
    [InlineData("\"much\"", "bad-volume")]
    [InlineData("{}", "bad-volume")]
    public async Task BadVolume_IsSetAside_AndTheOthersAreStored(string volume, string reason)
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample(Meter, "r", volume, "2026-11-25T10:05:00"), Sample(Meter, "r", "3", "2026-11-25T10:10:00"));

        AssertOneSetAside(reason, expectedStored: 2);
        Assert.Contains(volume, Encoding.UTF8.GetString(_writer.DeadLetters.Letters.Single().Body.Span));
    }

    [Theory]
    [InlineData("yesterday", "bad-timestamp")]
    [InlineData("-5 minutes", "bad-timestamp")]
    [InlineData("1915-01-01", "bad-timestamp")]
    [InlineData("", "bad-timestamp")]
    public async Task BadTimestamp_IsSetAside_AndTheOthersAreStored(string timestamp, string reason)
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample(Meter, "r", "2", timestamp));

        AssertOneSetAside(reason, expectedStored: 1);
    }

    [Fact]
    public async Task BadResourceId_IsSetAside_AndTheOthersAreStored()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample(Meter, new string('x', 256), "2"), Sample(Meter, null, "3"), Sample(Meter, new string('x', 255), "4"));

        Assert.Equal(["bad-resource-id", "bad-resource-id"], _writer.DeadLetters.Letters.Select(l => l.Reason));
        Assert.Equal((4, 2, 2), (_writer.Status.Received, _writer.Status.Stored, _writer.Status.SetAside));
    }

    [Fact]
    public async Task Item36_RefusedMeasure_IsCutOutAloneAndTheRestIsStored_Differs()
    {
        var samples = Enumerable.Range(0, 40).Select(i => Sample(i % 2 == 0 ? Meter : "hardware.memory.total", $"r{i % 4}", i == 17 ? "666" : $"{i}", $"2026-11-25T10:{i:00}:00")).ToArray();

        await _writer.WriteAsync(samples);

        AssertOneSetAside("refused", expectedStored: 39);
        Assert.Equal("the value of the beast", _writer.DeadLetters.Letters.Single().Text);
        Assert.Equal(39, Gnocchi.Metrics.Values.Sum(m => m.Measures.Count));
        Assert.All(Gnocchi.Metrics.Values, m => Assert.Equal(m.Measures.Select(x => x.Timestamp).Order(), m.Measures.Select(x => x.Timestamp)));
    }

    [Fact]
    public async Task RefusedMeasure_ByIds_IsCutOutAloneAndTheRestIsStored()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample("hardware.memory.total", "r", "1"));
        var samples = Enumerable.Range(10, 20).Select(i => Sample(i % 2 == 0 ? Meter : "hardware.memory.total", "r", i == 17 ? "666" : $"{i}", $"2026-11-25T10:{i:00}:00")).ToArray();

        await _writer.WriteAsync(samples);

        AssertOneSetAside("refused", expectedStored: 21);
        Assert.Contains(Gnocchi.Requests, r => r.Path == "/v1/batch/metrics/measures");
    }

    [Fact]
    public async Task MissingArchivePolicy_TakesItsOwnMetricsOnly()
    {
        await _writer.WriteAsync(new Dictionary<string, string> { ["archive_policy"] = "nowhere" }, Sample(Meter, "r", "1"), Sample(Meter, "r", "2", "2026-11-25T10:05:00"));
        await _writer.WriteAsync(Sample(Meter, "r", "3", "2026-11-25T10:10:00"));

        Assert.Equal(["Archive policy nowhere does not exist", "Archive policy nowhere does not exist"], _writer.DeadLetters.Letters.Select(l => l.Text));
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task ArchivePolicyRemovedMeanwhile_IsCreatedAnew()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"));
        Gnocchi.Policies.Clear();

        await _writer.WriteAsync(Sample(Meter, "r2", "1"));

        Assert.Equal(2, _writer.Status.Stored);
        Assert.Equal("altimeter-low", Gnocchi.MetricOf("r2", Meter)!.Policy);
    }

    [Fact]
    public async Task Item19_PolicyForbiddenButPresent_GoesOn_Differs()
    {
        Gnocchi.IsAdmin = false;
        foreach (var policy in ResourceDefinitionsNames()) Gnocchi.Policies.Add(policy);

        await _writer.WriteAsync(Sample(Meter, "r", "1"));

        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task Item19_PolicyForbiddenAndMissing_HoldsUntilItIsThere_Differs()
    {
        Gnocchi.IsAdmin = false;
        foreach (var policy in ResourceDefinitionsNames().Where(p => p != "ceilometer-high")) Gnocchi.Policies.Add(policy);
        var tries = 0;
        Gnocchi.Script = request =>
        {
            if (request.Line == "GET /v1/archive_policy/ceilometer-high" && ++tries == 4) Gnocchi.Policies.Add("ceilometer-high");
            return null;
        };

        await _writer.WriteAsync(Sample(Meter, "r", "1"));

        Assert.Equal(4, tries);
        Assert.Equal(1, _writer.Status.Stored);
        Assert.Contains(_writer.Logs.Lines, line => line.Contains("ceilometer-high does not exist and cannot be created: Insufficient privileges"));
    }

    [Fact]
    public async Task MoreThanOneRequest_GoInOrder_OneAtATime()
    {
        using var writer = new WriterHarness(("GnocchiWriter:MeasuresPerRequest", "100"));
        var samples = Enumerable.Range(0, 450).Select(i => Sample(Meter, "r", $"{i}", $"2026-11-24T{10 + (i / 60):00}:{i % 60:00}:00")).ToArray();
        var messages = samples.Chunk(45).Select(chunk => Message(null, chunk)).ToArray();

        await writer.ConsumeAsync(messages);

        Assert.Equal(Enumerable.Range(0, 450).Select(i => (double)i), writer.Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
        Assert.Equal(1, writer.Gnocchi.MostInFlight);
        Assert.Equal(4, writer.Gnocchi.Requests.Count(r => r.Path == "/v1/batch/metrics/measures"));
        Assert.All(messages, m => Assert.True(m.Settled.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task MessagesOfABatch_AreMergedIntoOneRequest()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"));
        Gnocchi.Requests.Clear();

        await _writer.ConsumeAsync([.. Enumerable.Range(1, 20).Select(i => Message(null, Sample(Meter, "r", $"{i}", $"2026-11-25T11:{i:00}:00")))]);

        Assert.Equal(["POST /v1/batch/metrics/measures"], Gnocchi.Lines());
        Assert.Equal(20, Body("/v1/batch/metrics")[Gnocchi.MetricOf("r", Meter)!.Id.ToString()]!.AsArray().Count);
    }

    [Fact]
    public async Task UnreadableMessage_IsSetAsideWhole_AndTheOthersAreStored()
    {
        var bad = Message(new PublishSamples { Count = 1, Meters = ["m"], Block = [1, 2, 3] });

        await _writer.ConsumeAsync(Message(null, Sample(Meter, "r", "1")), bad, Message(null, Sample(Meter, "r", "2", "2026-11-25T10:05:00")));

        var letter = Assert.Single(_writer.DeadLetters.Letters);
        Assert.Equal(("message", "unreadable"), (letter.Kind, letter.Reason));
        Assert.True(bad.Settled.IsCompletedSuccessfully);
        Assert.Equal(2, _writer.Status.Stored);
    }

    [Fact]
    public async Task Item63_ServerTooOld_NothingIsSent()
    {
        Gnocchi.Build = "4.1.9";
        var write = _writer.Consumer.ConsumeAsync(new(3, [Message(null, Sample(Meter, "r", "1"))]), TestContext.Current.CancellationToken);
        await _writer.WaitForTroubleAsync();

        Assert.Contains("4.2.0", _writer.Status.GnocchiTrouble);
        Assert.All(Gnocchi.Requests, r => Assert.Equal("GET /", r.Line));
        Gnocchi.Build = "4.2.0";
        await _writer.RunAsync(write);
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task Item42_TwoUnknownResources_OnePostEach()
    {
        await _writer.WriteAsync(Sample(Meter, "r1", "1"), Sample("hardware.memory.total", "r1", "1"), Sample(Meter, "r2", "1"));

        Assert.Equal(2, Gnocchi.Requests.Count(r => r.Line == "POST /v1/resource/host"));
        Assert.Equal(2, Gnocchi.Requests.Count(r => r.Path == "/v1/batch/resources/metrics/measures"));
    }

    [Fact]
    public async Task UnknownResourceThatWeDidNotSend_IsNotBelieved()
    {
        Gnocchi.Script = r => r.Path == "/v1/batch/resources/metrics/measures"
            ? GnocchiDouble.Refuse(HttpStatusCode.BadRequest, JsonNode.Parse("""{"cause": "Unknown resources", "detail": [{"original_resource_id": "somebody else"}]}"""))
            : null;

        await _writer.WriteAsync(Sample(Meter, "r1", "1"), Sample(Meter, "r2", "1"));

        Assert.Equal(["refused", "refused"], _writer.DeadLetters.Letters.Select(l => l.Reason));
    }

    [Fact]
    public async Task SwiftAndOtherOptions_NamedDefinitionFile_IsUsed()
    {
        var directory = Directory.CreateTempSubdirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "mine.yaml"), "resources:\n  - resource_type: generic\n    metrics: [gadget.load]\n");
        using var writer = new WriterHarness(("Ceilometer:ConfigurationDirectory", directory.FullName));

        await writer.WriteAsync(new Dictionary<string, string> { ["resources_definition_file"] = "mine.yaml", ["archive_policy"] = "low" }, Sample("gadget.load", "g", "1"));

        Assert.Equal("low", writer.Gnocchi.MetricOf("g", "gadget.load")!.Policy);
        directory.Delete(recursive: true);
    }

    private static IEnumerable<string> ResourceDefinitionsNames() =>
        Altimeter.GnocchiWriter.Definitions.ResourceDefinitionsSource.BuiltIn.Policies.Select(p => p.Name);

    private JsonNode Body(string path) => JsonNode.Parse(Gnocchi.Requests.Last(r => r.Path.StartsWith(path, StringComparison.Ordinal)).Body)!;

    private void AssertOneSetAside(string reason, int expectedStored)
    {
        var letter = Assert.Single(_writer.DeadLetters.Letters);
        Assert.Equal(("sample", reason), (letter.Kind, letter.Reason));
        Assert.Equal((1, expectedStored), (_writer.Status.SetAside, _writer.Status.Stored));
    }
}
