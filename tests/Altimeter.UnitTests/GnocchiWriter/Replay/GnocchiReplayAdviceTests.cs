using System.Net;
using Altimeter.Hosting.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Altimeter.UnitTests.GnocchiWriter.WriterHarness;

namespace Altimeter.UnitTests.GnocchiWriter.Replay;

public sealed class GnocchiReplayAdviceTests : IDisposable
{
    private const string Meter = "hardware.memory.used";

    private readonly WriterHarness _writer = new();

    private IReplayAdvice Advice => _writer.Services.GetRequiredService<IReplayAdvice>();

    public void Dispose() => _writer.Dispose();

    [Theory]
    [InlineData("2026-11-25T10:04:59", true)]
    [InlineData("2026-11-25T10:05:00", false)]
    public async Task Warn_BeforeTheBlockOfTheNewest_SaysWhatGnocchiTakes(string timestamp, bool isWarned)
    {
        await _writer.WriteAsync(Sample(Meter, "r/1", "1", "2026-11-25T10:07:00"));
        _writer.Gnocchi.Script = request => !request.Path.EndsWith("/measures", StringComparison.Ordinal)
            ? null
            : request.Query.Contains("granularity=300", StringComparison.Ordinal)
                ? GnocchiDouble.Json(HttpStatusCode.OK, """[["2026-11-25T10:00:00+00:00", 300.0, 1], ["2026-11-25T10:05:00+00:00", 300.0, 1]]""")
                : GnocchiDouble.Refuse(HttpStatusCode.BadRequest, "a granularity was expected");

        var warning = await Advice.WarnAsync(Sample(Meter, "r/1", "2", timestamp), CancellationToken.None);

        Assert.Equal(
            isWarned ? $"Gnocchi would drop {Meter} of r/1 at {timestamp}: it takes nothing before 2026-11-25T10:05:00Z any more (archive policy altimeter-low)" : null,
            warning);
    }

    [Fact]
    public async Task Warn_MetricThatIsNotThere_SaysNothing() => Assert.Null(await Advice.WarnAsync(Sample(Meter, "new", "2", "2020-01-01T00:00:00"), CancellationToken.None));

    [Fact]
    public async Task Warn_GnocchiAway_GoesByAgeAndAsksOnce()
    {
        _writer.Gnocchi.Script = _ => GnocchiDouble.Json(HttpStatusCode.ServiceUnavailable, "");
        var advice = Advice;

        var old = await advice.WarnAsync(Sample(Meter, "r", "2", "2026-11-25T10:00:00"), CancellationToken.None);
        var young = await advice.WarnAsync(Sample(Meter, "r", "2", "2026-11-25T11:59:00"), CancellationToken.None);

        Assert.Contains("is 2h old", old, StringComparison.Ordinal);
        Assert.Contains("Gnocchi does not answer: HTTP 503", old, StringComparison.Ordinal);
        Assert.Null(young);
        Assert.Single(_writer.Gnocchi.Requests);
    }
}
