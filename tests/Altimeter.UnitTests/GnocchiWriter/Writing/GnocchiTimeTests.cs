using Altimeter.GnocchiWriter.Writing;
using Xunit;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

public sealed class GnocchiTimeTests
{
    private const long Noon = 1_764_072_000_000_000_000; // 2025-11-25 12:00 UTC

    [Theory]
    [InlineData("2025-11-25T12:00:00", Noon)]
    [InlineData("2025-11-25 12:00:00", Noon)]
    [InlineData("2025-11-25T12:00", Noon)]
    [InlineData("2025-11-25T12:00:00Z", Noon)]
    [InlineData("2025-11-25T12:00:00+00:00", Noon)]
    [InlineData("2025-11-25T14:00:00+02:00", Noon)]
    [InlineData("2025-11-25T06:30:00-0530", Noon)]
    [InlineData("2025-11-25T14:00:00+02", Noon)]
    [InlineData("2025-11-25T12:00:00.123456", Noon + 123_456_000)]
    [InlineData("2025-11-25T12:00:00.000000001", Noon + 1)]
    [InlineData("2025-11-25T12:00:00.0000000019", Noon + 1)]
    [InlineData("2025-11-25", Noon - (12L * 3600 * 1_000_000_000))]
    [InlineData("1970-01-01T00:00:00", 0)]
    public void TryParse_IsoTime_GivesNanoseconds(string text, long expected)
    {
        Assert.True(GnocchiTime.TryParse(text, out var time));
        Assert.Equal(expected, time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("1478012832")]
    [InlineData("-5 minutes")]
    [InlineData("2025-13-25T12:00:00")]
    [InlineData("2025-11-25T25:00:00")]
    [InlineData("2025-11-25T12:00:00.")]
    [InlineData("2025-11-25T12:00:00.1x")]
    [InlineData("2025-11-25T12:00.5")]
    [InlineData("2025-11-25T12:00:00+24:00")]
    [InlineData("2025-11-25T12:00:00+1")]
    [InlineData("2025-11-25.5")]
    [InlineData("1969-12-31T23:59:59")]
    [InlineData("1970-01-01T00:00:00+01:00")]
    [InlineData("2300-01-01T00:00:00")]
    public void TryParse_AnythingElse_IsFalse(string? text) => Assert.False(GnocchiTime.TryParse(text, out _));

    [Theory]
    [InlineData("1", true)]
    [InlineData("-1.5e-7", true)]
    [InlineData("18446744073709551616", true)]
    [InlineData("\"12.5\"", true)]
    [InlineData("\" 12 \"", true)]
    [InlineData("true", true)]
    [InlineData("1e999", false)]
    [InlineData("\"nan\"", false)]
    [InlineData("\"Infinity\"", false)]
    [InlineData("\"x\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    [InlineData("NaN", false)]
    [InlineData("-Infinity", false)]
    [InlineData("[1]", false)]
    [InlineData("1,\"x\":2", false)]
    [InlineData("1}", false)]
    [InlineData("", false)]
    public void IsAcceptable_OnlyWhatBecomesAFiniteNumber(string json, bool expected) =>
        Assert.Equal(expected, MeasureValue.IsAcceptable(System.Text.Encoding.UTF8.GetBytes(json)));
}
