using System.CommandLine;
using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.DeadLetters;
using Xunit;

namespace Altimeter.UnitTests.Hosting.CommandLine;

/// <summary>Which letters are meant, and what of the command line is refused.</summary>
public sealed class LetterSelectionTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7200)]
    [InlineData("7d", 604_800)]
    public void Age_Text_IsRead(string text, int seconds)
    {
        Assert.True(Age.TryParse(text, out var age));
        Assert.Equal(seconds, age.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("d")]
    [InlineData("-1d")]
    [InlineData("1.5h")]
    [InlineData("7w")]
    [InlineData("9223372036854775807d")]
    public void Age_OtherText_IsRefused(string text) => Assert.False(Age.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("--all --id x")]
    [InlineData("--all --older-than 1d")]
    [InlineData("--older-than soon")]
    [InlineData("--all --limit 0")]
    [InlineData("--limit 5")]
    public void Parse_NotExactlyWhichLetters_IsRefused(string line)
    {
        var command = new Command("drop");
        _ = new LetterSelectionOptions(command, defaultLimit: null);

        Assert.NotEmpty(command.Parse(line).Errors);
    }

    [Fact]
    public void Parse_SeveralSelectors_AllMustFit()
    {
        var command = new Command("drop");
        var options = new LetterSelectionOptions(command, defaultLimit: null);
        var result = command.Parse("--reason late --reason future --older-than 1h --limit 3");

        var selection = options.Of(result);

        Assert.Empty(result.Errors);
        Assert.Equal(3, selection.Limit);
        Assert.True(selection.Matches(Letter("late", hours: 2), Now));
        Assert.False(selection.Matches(Letter("late", hours: 0), Now));
        Assert.False(selection.Matches(Letter("refused", hours: 2), Now));
        Assert.False(selection.Matches(Letter("late", hours: null), Now));
    }

    [Fact]
    public void Parse_ListWithoutSelector_IsAllUpToTheDefaultLimit()
    {
        var command = new Command("list");
        var options = new LetterSelectionOptions(command, defaultLimit: 1000);

        Assert.Equal(1000, options.Of(command.Parse("")).Limit);
    }

    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static StoredLetter Letter(string reason, int? hours) =>
        new("id", new DeadLetter { Kind = "sample", Reason = reason, Text = "", Body = default, FirstSeen = hours is { } h ? Now.AddHours(-h) : null }, false);
}
