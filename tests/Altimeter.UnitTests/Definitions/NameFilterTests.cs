using Altimeter.Definitions;
using Xunit;

namespace Altimeter.UnitTests.Definitions;

public sealed class NameFilterTests
{
    private static NameFilter Filter(params string[] patterns)
    {
        Assert.True(NameFilter.TryCreate(patterns, "meters", out var filter, out var error), error);
        return filter;
    }

    private static string ErrorOf(params string[] patterns)
    {
        Assert.False(NameFilter.TryCreate(patterns, "meters", out _, out var error));
        return error;
    }

    private static (NameFilter? Filter, IReadOnlyList<Problem> Problems) Load(string yaml, string noun = "meters")
    {
        var problems = new ProblemList();
        var node = DefinitionFile.Parse(yaml, "f.yaml", problems)!;
        return (NameFilter.Load(node, noun, problems), problems.Items);
    }

    [Fact]
    public void Item26_Wildcard_MatchesAnyName() => Assert.True(Filter("*").Matches("a.b"));

    [Fact]
    public void Item27_Included_MatchOnlyThemselves()
    {
        var filter = Filter("a", "b");
        Assert.True(filter.Matches("a"));
        Assert.True(filter.Matches("b"));
        Assert.False(filter.Matches("c"));
    }

    [Fact]
    public void Item28And29_IncludedWithExcluded_IsRefused()
    {
        Assert.Equal("Both included and excluded meters specified", ErrorOf("a", "!a"));
        Assert.Equal("Both included and excluded meters specified", ErrorOf("a", "!b"));
    }

    [Fact]
    public void Item30And35_IncludedWithWildcard_IsRefused()
    {
        Assert.Equal("Included meters specified with wildcard", ErrorOf("a", "*"));
        Assert.Equal("Included meters specified with wildcard", ErrorOf("*", "disk.*"));
    }

    [Fact]
    public void Item31And42_WildcardWithExcluded_InAnyOrder()
    {
        foreach (var filter in new[] { Filter("*", "!a"), Filter("!a", "*") })
        {
            Assert.False(filter.Matches("a"));
            Assert.True(filter.Matches("b"));
        }
    }

    [Fact]
    public void Item32_OnlyExcluded_TakesTheRest()
    {
        var filter = Filter("!a", "!c");
        Assert.False(filter.Matches("a"));
        Assert.True(filter.Matches("b"));
        Assert.False(filter.Matches("c"));
    }

    [Theory]
    [InlineData("disk.read", false)]
    [InlineData("cpu", true)]
    [InlineData("disk", true)]
    public void Item33_ExcludedGlob(string name, bool expected) => Assert.Equal(expected, Filter("*", "!disk.*").Matches(name));

    [Theory]
    [InlineData("disk.read", true)]
    [InlineData("disk", false)]
    [InlineData("instance", false)]
    public void Item34_IncludedGlob(string name, bool expected) => Assert.Equal(expected, Filter("cpu", "disk.*").Matches(name));

    [Fact]
    public void Item36_WildcardWithStarredPattern_MatchesAll() => Assert.True(Filter("*", "*.rate").Matches("anything"));

    [Theory]
    [InlineData("cpu.rate", false)]
    [InlineData("net.rate", true)]
    [InlineData("cpu", false)]
    public void Item37_StarredPatternWithExcluded(string name, bool expected) => Assert.Equal(expected, Filter("*.rate", "!cpu.rate").Matches(name));

    [Fact]
    public void Item38_Classes()
    {
        Assert.True(Filter("cpu[0-9]").Matches("cpu1"));
        Assert.False(Filter("cpu[0-9]").Matches("cpux"));
        Assert.True(Filter("cpu[!0-9]").Matches("cpux"));
        Assert.False(Filter("cpu[!0-9]").Matches("cpu1"));
    }

    [Fact]
    public void Item39_QuestionMark()
    {
        Assert.True(Filter("c?u").Matches("cpu"));
        Assert.False(Filter("c?u").Matches("cu"));
    }

    [Fact]
    public void Item40_CaseCounts() => Assert.False(Filter("CPU").Matches("cpu"));

    [Fact]
    public void Item41_ExcludedNothing_TakesEveryName()
    {
        Assert.True(Filter("!").Matches("a"));
        Assert.False(Filter("!").Matches(""));
    }

    [Fact]
    public void PollingItem7_WildcardWithExcluded()
    {
        string[] names = ["hardware.cpu.util", "hardware.cpu.user"];
        Assert.Equal(["hardware.cpu.user"], names.Where(Filter("*", "!hardware.cpu.util").Matches));
    }

    [Fact]
    public void PollingItem8_OnlyExcluded()
    {
        string[] names = ["hardware.disk.read.bytes", "hardware.cpu.user"];
        Assert.Equal(["hardware.cpu.user"], names.Where(Filter("!hardware.disk.*").Matches));
    }

    [Fact]
    public void PollingItem9_QuestionMark()
    {
        string[] names = ["hardware.cpu.load.1min", "hardware.cpu.load.5min", "hardware.cpu.load.15min"];
        Assert.Equal(names[..2], names.Where(Filter("hardware.cpu.load.?min").Matches));
    }

    [Fact]
    public void PollingItem10_Class()
    {
        string[] names = ["hardware.memory.swap.total", "hardware.memory.total", "hardware.memory.used"];
        Assert.Equal(names[..2], names.Where(Filter("hardware.memory.[st]*").Matches));
    }

    [Fact]
    public void PollingItem11And12_StarWithExcluded_AndCase()
    {
        Assert.True(Filter("*.bytes", "!disk.*").Matches("network.bytes"));
        Assert.False(Filter("HARDWARE.*").Matches("hardware.cpu.user"));
    }

    [Theory]
    [InlineData("name: a", "meters", "Missing meters value")]
    [InlineData("meters: []", "meters", "No meters specified")]
    [InlineData("meters: ", "meters", "No meters specified")]
    [InlineData("name: a", "events", "No events specified")]
    [InlineData("meters: 5", "meters", "must be a list")]
    [InlineData("meters: [cpu, 5]", "meters", "Number found")]
    [InlineData("meters: ['']", "meters", "element 1 of meters is empty")]
    [InlineData("meters: [cpu, '!disk.*']", "meters", "Both included and excluded")]
    [InlineData("meters: ['*', cpu]", "meters", "Included meters specified with wildcard")]
    public void Load_WrongList_IsAnErrorWithItsLine(string yaml, string noun, string expected)
    {
        var (filter, problems) = Load(yaml, noun);

        Assert.Null(filter);
        var problem = Assert.Single(problems);
        Assert.Equal((Severity.Error, 1), (problem.Severity, problem.Line));
        Assert.Contains(expected, problem.Message);
    }

    [Fact]
    public void Load_BareText_IsReadAsTheReferenceDoesWithAWarning()
    {
        var (filter, problems) = Load("meters: '*'");

        Assert.True(filter!.Matches("cpu"));
        Assert.Equal(Severity.Warning, Assert.Single(problems).Severity);
        Assert.Equal(["c", "p", "u"], Load("meters: cpu").Filter!.Patterns);
    }
}
