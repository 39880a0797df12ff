using Altimeter.SnmpSimulator.Recordings;
using Xunit;

namespace Altimeter.UnitTests.SnmpSimulator;

public sealed class RecordingTests
{
    [Fact]
    public void Parse_EveryTag_IsRead()
    {
        var recording = Parse("""
            # a comment

            1.3.1|2|-5
            1.3.2|4|two|bars
            1.3.3|4x|00ff
            1.3.4|6|1.3.6.1
            1.3.5|64|192.0.2.1
            1.3.6|65|4294967295
            1.3.7|68|1.5
            1.3.8|70|18446744073709551615
            """);

        Assert.Equal(
            ["-5", "two|bars", "00ff", "1.3.6.1", "192.0.2.1", "4294967295", "1.5", "18446744073709551615"],
            recording.Variables.Select(v => v.ValueAt(TimeSpan.Zero).ToString()));
    }

    [Theory]
    [InlineData("65:numeric|initial=4294967290,rate=2", 5, "4")]
    [InlineData("70:numeric|initial=10,rate=1.5", 4, "16")]
    [InlineData("66:numeric|min=10,max=30,period=100", 25, "30")]
    [InlineData("66:numeric|min=10,max=30,period=100,phase=0.5", 25, "10")]
    [InlineData("4:numeric|min=0.5,max=1.5,period=100", 0, "1.00")]
    public void ValueAt_Variation_MovesWithTheAge(string line, int seconds, string expected) =>
        Assert.Equal(expected, Parse("1.3.1|" + line).Variables[0].ValueAt(TimeSpan.FromSeconds(seconds)).ToString());

    [Theory]
    [InlineData("1.3.1|65")]
    [InlineData("x|65|1")]
    [InlineData("9.3.1|65|1")]
    [InlineData("1.3.1|65|-1")]
    [InlineData("1.3.1|99|1")]
    [InlineData("1.3.1|65x|00")]
    [InlineData("1.3.1|4x|0")]
    [InlineData("1.3.1|65:random|1")]
    [InlineData("1.3.1|65:numeric|speed=1")]
    [InlineData("1.3.1|6:numeric|rate=1")]
    [InlineData("1.3.1|65:numeric|rate=NaN")]
    [InlineData("1.3.9|2|1\n1.3.9|2|1")]
    public void Parse_WrongLine_NamesFileAndLine(string text)
    {
        var error = Assert.Throws<RecordingFormatException>(() => Parse("# first\n" + text));

        Assert.StartsWith(text.Contains('\n', StringComparison.Ordinal) ? "test:3: " : "test:2: ", error.Message, StringComparison.Ordinal);
    }

    private static Recording Parse(string text) => Recording.Parse("test", new StringReader(text));
}
