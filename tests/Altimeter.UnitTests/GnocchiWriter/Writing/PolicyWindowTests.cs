using System.Globalization;
using System.Text.Json;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.OpenStack.Gnocchi;
using Xunit;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

public sealed class PolicyWindowTests
{
    private const long Second = 1_000_000_000;

    // spec/gnocchi.md section 12, its table.
    [Theory]
    [InlineData("0:05:00", 0, "mean", "12:07:00", "12:05:00")]
    [InlineData("0:05:00", 0, "mean", "12:05:00", "12:05:00")]
    [InlineData("0:05:00", 0, "mean", "12:04:59.999", "12:00:00")]
    [InlineData("0:05:00", 0, "mean,rate:mean", "12:07:00", "12:00:00")]
    [InlineData("0:00:01;0:01:00;1:00:00", 0, "mean", "12:07:00", "12:00:00")]
    [InlineData("1:00:00;0:01:00;0:00:01", 0, "rate:last", "12:07:00", "11:00:00")]
    [InlineData("0:05:00", 2, "mean", "12:07:00", "11:55:00")]
    [InlineData("0:05:00", 2, "rate:mean", "12:07:00", "11:50:00")]
    [InlineData("0:00:01", 3600, "last", "12:07:00.5", "11:07:00")]
    [InlineData("1 day, 0:00:00", 0, "mean", "12:07:00", "00:00:00")]
    public void OldestAccepted_IsTheBeginOfTheFirstBlock(string granularities, int backWindow, string methods, string newest, string oldest)
    {
        var window = PolicyWindow.Of(Policy(granularities, backWindow, methods));

        Assert.Equal(At(oldest), window!.Value.OldestAccepted(At(newest)));
    }

    [Theory]
    [InlineData("2 days, 12:30:00", 217_800)]
    [InlineData("365 days, 0:00:00", 31_536_000)]
    public void LongGranularity_IsRead(string granularity, long seconds) =>
        Assert.Equal(seconds * Second, PolicyWindow.Of(Policy(granularity, 0, "mean"))!.Value.Block);

    [Fact]
    public void GranularityThatIsShownRounded_IsNeverTakenForShorterThanItIs()
    {
        // 3600 s in 7,000 points: 514,285,714 ns, shown as 0.514286 s. Over 56 years the blocks drift apart by many.
        const long Real = 3600 * Second / 7000;
        var window = PolicyWindow.Of(Policy("0:00:00.514286", 3, "mean"))!.Value;
        for (var newest = At("12:00:00"); newest < At("12:00:01"); newest += 7_654_321)
            Assert.InRange(window.OldestAccepted(newest), newest - (5 * Real), newest - (newest % Real) - (3 * Real));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("0:00:00")]
    [InlineData("-1 day, 23:59:59")]
    [InlineData("many days, 0:00:00")]
    [InlineData("0:05:00;soon")]
    public void GranularityThatIsNone_NothingIsKnown(string granularities) => Assert.Null(PolicyWindow.Of(Policy(granularities, 0, "mean")));

    [Fact]
    public void NoGranularity_NothingIsKnown() => Assert.Null(PolicyWindow.Of(new ArchivePolicy { Name = "p" }));

    [Fact]
    public void AsGnocchiShowsIt_IsRead()
    {
        var policy = JsonSerializer.Deserialize(
            """
            {"name": "altimeter-low-rate", "back_window": 2, "aggregation_methods": ["mean", "rate:mean"],
             "definition": [{"granularity": "0:05:00", "points": 8640, "timespan": "30 days, 0:00:00"}]}
            """,
            GnocchiJsonContext.Default.ArchivePolicy)!;

        Assert.Equal(new PolicyWindow(300 * Second, 3), PolicyWindow.Of(policy));
    }

    private static ArchivePolicy Policy(string granularities, int backWindow, string methods) => new()
    {
        Name = "p",
        BackWindow = backWindow,
        AggregationMethods = methods.Split(','),
        Definition = [.. granularities.Split(';').Select(granularity => new ArchivePolicyItem(granularity, null, null))],
    };

    private static long At(string time)
    {
        Assert.True(GnocchiTime.TryParse(string.Create(CultureInfo.InvariantCulture, $"2026-11-25T{time}"), out var nanoseconds));
        return nanoseconds;
    }
}
