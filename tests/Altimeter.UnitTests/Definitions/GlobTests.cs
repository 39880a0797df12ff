using System.Diagnostics;
using Altimeter.Definitions;
using Xunit;

namespace Altimeter.UnitTests.Definitions;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "a.b\nc", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*b*c", "aXbXbYc", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("?", "a", true)]
    [InlineData("?", "", false)]
    [InlineData("?", "\U0001F600", true)]
    [InlineData("[]c]", "]", true)]
    [InlineData("[!]]", "]", false)]
    [InlineData("[!]]", "a", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[^a]", "^", true)]
    [InlineData("[^a]", "b", false)]
    [InlineData("[z-a]", "m", false)]
    [InlineData("[!z-a]", "m", true)]
    [InlineData("[xz-ay]", "y", true)]
    [InlineData("[a-c-e]", "b", true)]
    [InlineData("[a-c-e]", "d", false)]
    [InlineData("[a-c-e]", "-", true)]
    [InlineData("[abc", "[abc", true)]
    [InlineData("[", "[", true)]
    [InlineData("[]", "[]", true)]
    [InlineData("[!]", "[!]", true)]
    [InlineData("a\\*", "a\\b", true)]
    [InlineData("[\\]", "\\", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("A", "a", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void Matches_Pattern_AsPythonsFnmatch(string pattern, string name, bool expected)
    {
        Assert.Equal(expected, new Glob(pattern).Matches(name));
    }

    [Fact]
    public void Matches_ManyStars_DoesNotBlowUp()
    {
        var glob = new Glob(string.Concat(Enumerable.Repeat("a*", 200)) + "b");
        var watch = Stopwatch.StartNew();

        Assert.False(glob.Matches(new string('a', 20_000)));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }
}
