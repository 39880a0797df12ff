using System.Net;
using System.Text.Json.Nodes;
using Altimeter.GnocchiWriter.Writing;
using Xunit;
using static Altimeter.UnitTests.GnocchiWriter.WriterHarness;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

public sealed class MetricIdTests : IDisposable
{
    private const string Meter = "hardware.memory.used";
    private const string Other = "hardware.memory.total";

    private readonly WriterHarness _writer = new();

    private GnocchiDouble Gnocchi => _writer.Gnocchi;

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task SecondBatch_GoesByIdAndAsksNothing()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample(Other, "r", "1"));
        Assert.Equal("GET /v1/resource/generic/r/metric", Gnocchi.Lines()[^1]);
        Gnocchi.Requests.Clear();

        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:05:00"), Sample(Other, "r", "2", "2026-11-25T10:05:00"));

        Assert.Equal(["POST /v1/batch/metrics/measures"], Gnocchi.Lines());
        Assert.Equal([1, 2], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
    }

    [Fact]
    public async Task NewMetricOfAKnownResource_GoesByNameAndIsLearnt()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"));
        Gnocchi.Requests.Clear();

        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:05:00"), Sample(Other, "r", "2"));
        await _writer.WriteAsync(Sample(Other, "r", "3", "2026-11-25T10:05:00"));

        Assert.Equal(
            ["POST /v1/batch/metrics/measures", "POST /v1/batch/resources/metrics/measures", "GET /v1/resource/generic/r/metric", "POST /v1/batch/metrics/measures"],
            Gnocchi.Lines());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnknownIds_AreForgottenAndGoByNameInTheSamePass(bool isStructured)
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample(Other, "r", "1"), Sample(Meter, "r2", "1"));
        var gone = Gnocchi.MetricOf("r", Meter)!.Id;
        Gnocchi.Metrics.Remove(gone);
        Gnocchi.Resources.Values.Single(r => r.Metrics.ContainsValue(gone)).Metrics.Remove(Meter);
        if (isStructured)
        {
            Gnocchi.Script = r => r.Path == "/v1/batch/metrics/measures" && r.Body.Contains(gone.ToString())
                ? GnocchiDouble.Refuse(HttpStatusCode.BadRequest, new JsonObject { ["cause"] = "Unknown metrics", ["detail"] = new JsonArray(gone.ToString().ToUpperInvariant()) })
                : null;
        }

        Gnocchi.Requests.Clear();

        await _writer.WriteAsync(
            Sample(Meter, "r", "2", "2026-11-25T10:05:00"), Sample(Meter, "r", "3", "2026-11-25T10:10:00"),
            Sample(Other, "r", "2", "2026-11-25T10:05:00"), Sample(Meter, "r2", "2", "2026-11-25T10:05:00"));

        Assert.Equal(
            ["POST /v1/batch/metrics/measures", "POST /v1/batch/metrics/measures", "POST /v1/batch/resources/metrics/measures", "GET /v1/resource/generic/r/metric"],
            Gnocchi.Lines());
        Assert.Equal([2, 3], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
        Assert.Equal([1, 2], Gnocchi.MetricOf("r", Other)!.Measures.Select(m => m.Value));
        Assert.Empty(_writer.DeadLetters.Letters);
    }

    [Fact]
    public async Task GnocchiWiped_EverythingIsMadeAnew()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"), Sample(Other, "r2", "1"));
        Gnocchi.Metrics.Clear();
        Gnocchi.Resources.Clear();
        Gnocchi.Policies.Clear();
        Gnocchi.Types.Clear();

        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:05:00"), Sample(Other, "r2", "2", "2026-11-25T10:05:00"));

        Assert.Equal([2], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
        Assert.Equal([2], Gnocchi.MetricOf("r2", Other)!.Measures.Select(m => m.Value));
        Assert.Empty(_writer.DeadLetters.Letters);
    }

    [Fact]
    public async Task ResourceId_IsPercentEncodedInPaths()
    {
        await _writer.WriteAsync(Sample(Meter, "pool#1 ä?%", "1"));

        Assert.Equal("GET /v1/resource/generic/pool%231%20%C3%A4%3F%25/metric", Gnocchi.Lines()[^1]);
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public void BoundedCache_Full_ForgetsWhatWasNotUsedLongest()
    {
        var cache = new BoundedCache<string, int>(2);
        cache.Set("a", 1);
        cache.Set("b", 2);
        Assert.True(cache.TryGet("a", out _));

        cache.Set("c", 3);

        Assert.False(cache.TryGet("b", out _));
        Assert.True(cache.TryGet("a", out var kept) && kept == 1);
        Assert.Equal(2, cache.Count);
    }
}
