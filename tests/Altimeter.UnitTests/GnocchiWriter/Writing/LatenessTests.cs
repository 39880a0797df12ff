using System.Net;
using System.Net.Sockets;
using System.Text;
using Altimeter.GnocchiWriter.Writing;
using Xunit;
using static Altimeter.UnitTests.GnocchiWriter.WriterHarness;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

public sealed class LatenessTests : IDisposable
{
    private const string Meter = "hardware.memory.used";
    private const string Other = "hardware.memory.total";
    private const string ById = "/v1/batch/metrics/measures";

    private readonly WriterHarness _writer = new();

    private GnocchiDouble Gnocchi => _writer.Gnocchi;

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task Item82_OlderThanTheBlockOfTheNewest_IsSetAsideAsLate_Differs()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"));
        Gnocchi.Requests.Clear();

        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:04:59"));

        var letter = Assert.Single(_writer.DeadLetters.Letters);
        Assert.Equal(("sample", "late", "gnocchi-writer-samples-3"), (letter.Kind, letter.Reason, letter.SourceQueue));
        Assert.Equal(
            "older than 2026-11-25T10:05:00Z, the oldest time that its metric still takes: archive policy altimeter-low, newest measure 2026-11-25T10:07:00Z", letter.Text);
        Assert.Contains("2026-11-25T10:04:59", Encoding.UTF8.GetString(letter.Body.Span));
        Assert.Equal([1], Values("r"));
        Assert.Equal((2, 1, 1), (_writer.Status.Received, _writer.Status.Stored, _writer.Status.SetAside));
        Assert.Equal(["GET /v1/archive_policy/altimeter-low"], Gnocchi.Lines(preparations: true));
    }

    [Theory]
    [InlineData("2026-11-25T10:05:00", 0, "mean")] // Item83
    [InlineData("2026-11-25T10:00:00", 0, "rate:mean")] // Item84
    [InlineData("2026-11-25T09:55:00", 2, "mean")]
    public async Task Items83And84_InsideTheWindow_IsPosted(string oldest, int backWindow, string method)
    {
        ShowPolicy("altimeter-low", backWindow, method);
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"));

        await _writer.WriteAsync(Sample(Meter, "r", "2", oldest));
        await _writer.WriteAsync(Sample(Meter, "r", "3", JustBefore(oldest)));

        Assert.Equal([1, 2], Values("r"));
        Assert.Equal("late", Assert.Single(_writer.DeadLetters.Letters).Reason);
    }

    [Fact]
    public async Task OutOfOrderInOneRequest_IsNotLate_BecauseGnocchiSorts()
    {
        await _writer.ConsumeAsync(
            Message(null, Sample(Meter, "r", "1", "2026-11-25T10:07:00")),
            Message(null, Sample(Meter, "r", "2", "2026-11-25T08:00:00")));

        Assert.Equal([2, 1], Values("r"));
        Assert.Empty(_writer.DeadLetters.Letters);
    }

    [Fact]
    public async Task LateBesideTimely_OnlyTheLateOneIsSetAside()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"), Sample(Other, "r", "1", "2026-11-25T09:00:00"));

        await _writer.WriteAsync(
            Sample(Meter, "r", "2", "2026-11-25T10:12:00"), Sample(Meter, "r", "3", "2026-11-25T09:59:00"), Sample(Other, "r", "2", "2026-11-25T09:59:00"),
            Sample(Meter, "r", "4", "2026-11-25T10:06:00"), Sample(Meter, "new", "1", "2026-11-25T05:00:00"));

        Assert.Equal("3", Volume(Assert.Single(_writer.DeadLetters.Letters).Body));
        Assert.Equal([1, 4, 2], Values("r"));
        Assert.Equal([1, 2], Gnocchi.MetricOf("r", Other)!.Measures.Select(m => m.Value));
        Assert.Equal([1], Values("new"));
    }

    [Fact]
    public async Task ManyLate_OneLogLine()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"), Sample(Meter, "r2", "1", "2026-11-25T10:17:00"));

        await _writer.WriteAsync([.. Enumerable.Range(0, 40).Select(i => Sample(Meter, i % 2 == 0 ? "r" : "r2", $"{i}", $"2026-11-25T09:{i:00}:00"))]);

        Assert.Equal(40, _writer.Status.SetAside);
        Assert.Single(_writer.Logs.Lines, line => line.Contains("40 samples set aside, e.g. hardware.memory.used: late: older than"));
    }

    [Fact]
    public async Task NotAcknowledged_DoesNotCount()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:00:00"));
        Gnocchi.Script = r => r.Path == ById && r.Body.Contains("11:00:00", StringComparison.Ordinal) ? GnocchiDouble.Refuse(HttpStatusCode.BadRequest, "no") : null;
        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T11:00:00"));

        await _writer.WriteAsync(Sample(Meter, "r", "3", "2026-11-25T10:05:00"));

        Assert.Equal(["refused"], _writer.DeadLetters.Letters.Select(l => l.Reason));
        Assert.Equal([1, 3], Values("r"));
    }

    [Fact]
    public async Task ExistingMetric_ItsOwnPolicyCounts_NotThatOfTheDefinitions()
    {
        ShowPolicy("operators", backWindow: 24, "mean");
        Gnocchi.Policies.Add("operators");
        await _writer.WriteAsync(new Dictionary<string, string> { ["archive_policy"] = "operators" }, Sample(Meter, "r", "1", "2026-11-25T10:07:00"));

        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T08:05:00"), Sample(Meter, "r", "3", "2026-11-25T08:04:59"));

        Assert.Equal([1, 2], Values("r"));
        Assert.Contains("archive policy operators", Assert.Single(_writer.DeadLetters.Letters).Text);
    }

    [Fact]
    public async Task Window_IsAskedForOnceInTenMinutes_AndMayChange()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"), Sample(Meter, "r2", "1", "2026-11-25T10:07:00"));
        Gnocchi.Requests.Clear();
        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:00:00"));
        ShowPolicy("altimeter-low", backWindow: 2, "mean");
        await _writer.WriteAsync(Sample(Meter, "r2", "2", "2026-11-25T10:00:00"));
        Assert.Equal(2, _writer.Status.SetAside);
        Assert.Single(Gnocchi.Requests, r => r.Line == "GET /v1/archive_policy/altimeter-low");

        _writer.Time.Advance(PolicyWindows.Expiry);
        await _writer.WriteAsync(Sample(Meter, "r", "3", "2026-11-25T10:00:00"));

        Assert.Equal([1, 3], Values("r"));
        Assert.Equal(2, _writer.Status.SetAside);
    }

    [Fact]
    public async Task PolicyNotLearntYet_IsLearntBeforeJudging()
    {
        var isAway = true;
        Gnocchi.Script = r => isAway && r.Method == "GET" && r.Path.EndsWith("/metric", StringComparison.Ordinal) ? throw Refused() : null;
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"));
        isAway = false;

        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:00:00"));

        Assert.Equal("late", Assert.Single(_writer.DeadLetters.Letters).Reason);
    }

    [Fact]
    public async Task GnocchiAwayWhenAskedForTheWindow_IsHeld()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"));
        var left = 4;
        Gnocchi.Script = r => r.Path == "/v1/archive_policy/altimeter-low" && left-- > 0 ? throw Refused() : null;

        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:00:00"));

        Assert.True(left < 0);
        Assert.Equal("late", Assert.Single(_writer.DeadLetters.Letters).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MetricMadeAnew_TakesAnyTime(bool withItsResource)
    {
        ShowPolicy("altimeter-low", backWindow: 2, "mean");
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"));
        Gnocchi.Metrics.Clear();
        if (withItsResource) Gnocchi.Resources.Clear();
        else Gnocchi.Resources.Values.Single().Metrics.Clear();
        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T09:56:00"));

        await _writer.WriteAsync(Sample(Meter, "r", "3", "2026-11-25T09:46:00"));

        Assert.Equal([2, 3], Values("r"));
        Assert.Empty(_writer.DeadLetters.Letters);
    }

    [Fact]
    public async Task NewOwner_KnowsNothing_AndPosts()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"));
        using var next = new WriterHarness();
        await next.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T09:00:00"));
        Assert.Equal(1, next.Status.Stored);

        await next.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T08:59:00"));

        Assert.Equal(1, next.Status.SetAside);
    }

    [Fact]
    public async Task ForgottenForWantOfRoom_IsPosted()
    {
        using var writer = new WriterHarness(("GnocchiWriter:MetricsPerLane", "1"));
        await writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:07:00"));
        await writer.WriteAsync(Sample(Meter, "r2", "1", "2026-11-25T10:07:00"));

        await writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T09:00:00"));

        Assert.Equal(3, writer.Status.Stored);
    }

    [Theory]
    [InlineData("2026-11-25T12:10:00", true)]
    [InlineData("2026-11-25T12:15:00", false)]
    [InlineData("2026-11-25T13:10:00+01:00", true)]
    [InlineData("2027-01-01", false)]
    public async Task MoreThanTenMinutesAhead_IsSetAsideAsFuture(string timestamp, bool isStored)
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T12:00:00"));

        await _writer.WriteAsync(Sample(Meter, "r", "2", timestamp));
        await _writer.WriteAsync(Sample(Meter, "r", "3", "2026-11-25T12:15:00"));

        Assert.Equal(isStored ? [1, 2] : [1.0], Values("r"));
        Assert.Equal(isStored ? 1 : 2, _writer.DeadLetters.Letters.Count(l => l.Reason == "future"));
        Assert.Contains("is more than 00:10:00 ahead of this host's clock", _writer.DeadLetters.Letters[0].Text);
    }

    [Fact]
    public async Task FutureLimit_IsAnOption()
    {
        using var writer = new WriterHarness(("GnocchiWriter:FutureLimit", "1.00:00:00"));

        await writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-26T12:00:00"), Sample(Meter, "r", "2", "2026-11-26T12:00:01"));

        Assert.Equal((1, 1), (writer.Status.Stored, writer.Status.SetAside));
    }

    private static string JustBefore(string time) =>
        DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture).AddTicks(-1).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture);

    private static HttpRequestException Refused() =>
        new(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));

    private static string Volume(ReadOnlyMemory<byte> json) =>
        System.Text.Json.Nodes.JsonNode.Parse(json.Span)!["volume"]!.ToJsonString();

    private IEnumerable<double> Values(string resource) => Gnocchi.MetricOf(resource, Meter)!.Measures.Select(m => m.Value);

    private void ShowPolicy(string name, int backWindow, string method) => Gnocchi.PolicyTexts[name] =
        $$"""{"name": "{{name}}", "back_window": {{backWindow}}, "definition": [{"granularity": "0:05:00", "points": 8640, "timespan": "30 days, 0:00:00"}], "aggregation_methods": ["{{method}}"]}""";
}
