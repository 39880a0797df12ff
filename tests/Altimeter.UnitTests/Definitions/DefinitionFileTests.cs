using System.Text;
using Altimeter.Definitions;
using CsCheck;
using Xunit;

namespace Altimeter.UnitTests.Definitions;

public sealed class DefinitionFileTests
{
    private static DefinitionNode Parse(string text)
    {
        var problems = new ProblemList();
        var root = DefinitionFile.Parse(text, "f.yaml", problems);
        Assert.Empty(problems.Items);
        return root!;
    }

    private static Problem Refused(string text)
    {
        var problems = new ProblemList();
        Assert.Null(DefinitionFile.Parse(text, "f.yaml", problems));
        var problem = Assert.Single(problems.Items);
        Assert.Equal(Severity.Error, problem.Severity);
        return problem;
    }

    [Theory]
    [InlineData("60", NodeKind.Number)]
    [InlineData("0x1F", NodeKind.Number)]
    [InlineData("1.5", NodeKind.Number)]
    [InlineData("1e3", NodeKind.Text)]
    [InlineData("1.0e+3", NodeKind.Number)]
    [InlineData("0o17", NodeKind.Text)]
    [InlineData("08", NodeKind.Text)]
    [InlineData("017", NodeKind.Number)]
    [InlineData("1:30", NodeKind.Number)]
    [InlineData(".inf", NodeKind.Number)]
    [InlineData("yes", NodeKind.Boolean)]
    [InlineData("oN", NodeKind.Text)]
    [InlineData("~", NodeKind.Null)]
    [InlineData("", NodeKind.Null)]
    [InlineData("'60'", NodeKind.Text)]
    [InlineData("!!str 60", NodeKind.Text)]
    [InlineData("2026-11-25", NodeKind.Text)]
    [InlineData("5m", NodeKind.Text)]
    public void Parse_Scalar_IsOfTheKindThatPyYamlGives(string scalar, NodeKind expected)
    {
        Assert.Equal(expected, Parse($"key: {scalar}\n").Entries[0].Value.Kind);
    }

    [Theory]
    [InlineData("60", 60)]
    [InlineData("-1_000", -1000)]
    [InlineData("0b101", 5)]
    [InlineData("017", 15)]
    [InlineData("0xff", 255)]
    [InlineData("1:30", 90)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void TryGetInt64_Integer_ReadsYaml11(string scalar, long expected)
    {
        Assert.True(Parse($"key: {scalar}").Entries[0].Value.TryGetInt64(out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData("text")]
    public void TryGetInt64_AnythingElse_IsFalse(string scalar)
    {
        Assert.False(Parse($"key: {scalar}").Entries[0].Value.TryGetInt64(out _));
    }

    [Theory]
    [InlineData("300.9", 300.9)]
    [InlineData("-.inf", double.NegativeInfinity)]
    [InlineData("1:30.5", 90.5)]
    [InlineData("7", 7)]
    public void TryGetDouble_Number_ReadsYaml11(string scalar, double expected)
    {
        Assert.True(Parse($"key: {scalar}").Entries[0].Value.TryGetDouble(out var value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Parse_Node_KnowsLineAndPath()
    {
        var root = Parse("sources:\n  - name: a\n  - name: b\n    interval: 5\n");

        Assert.True(root.TryGet("sources", out var sources));
        Assert.True(sources.Items[1].TryGet("interval", out var interval));

        Assert.Equal("sources[1].interval", interval.Path);
        Assert.Equal(4, interval.Line);
        Assert.Equal("5", interval.Text);
        Assert.Equal("", root.Path);
    }

    [Fact]
    public void Parse_MergeKeys_OwnKeysWinAndMergedComeFirst()
    {
        var root = Parse("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  y: 9\n  <<: [*a, *b]\n  w: 5\n");

        Assert.True(root.TryGet("c", out var merged));
        Assert.Equal(["y=9", "z=4", "x=1", "w=5"], merged.Entries.Select(entry => $"{entry.Key}={entry.Value.Text}"));
        Assert.Equal("c.x", merged.Entries[2].Value.Path);
    }

    [Fact]
    public void Parse_QuotedMergeKey_IsAnOrdinaryKey()
    {
        Assert.Equal("<<", Assert.Single(Parse("'<<': {a: 1}").Entries).Key);
    }

    [Fact]
    public void Parse_DuplicateKey_LastWinsWithAWarning()
    {
        var problems = new ProblemList();

        var root = DefinitionFile.Parse("a: 1\nb: 2\na: 3\n", "f.yaml", problems);

        Assert.Equal(["a=3", "b=2"], root!.Entries.Select(entry => $"{entry.Key}={entry.Value.Text}"));
        Assert.Equal(new Problem(Severity.Warning, "f.yaml", 3, "a", "this key stands twice, the last one counts"), Assert.Single(problems.Items));
    }

    [Fact]
    public void Parse_SyntaxError_NamesFileAndLine()
    {
        var problem = Refused("sources:\n  - name: a\n  meters: [\n");

        Assert.Equal("f.yaml", problem.File);
        Assert.InRange(problem.Line, 3, 4);
    }

    [Theory]
    [InlineData("a: *nowhere", "not defined")]
    [InlineData("a: &x [*x]", "inside what it stands for")]
    [InlineData("a: !!python/object:os.system x", "tag")]
    [InlineData("--- 1\n--- 2\n", "second document")]
    [InlineData("[a]: 1", "key must be a scalar")]
    [InlineData("<<: 5", "mapping")]
    [InlineData("a: \u0001", "U+0001")]
    public void Parse_WhatPyYamlRefuses_IsAnError(string text, string expected)
    {
        Assert.Contains(expected, Refused(text).Message);
    }

    [Fact]
    public void Parse_AliasBomb_IsRefused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");

        Assert.Contains("more than 200000 nodes", Refused(text.ToString()).Message);
    }

    [Fact]
    public void Parse_TooDeepOrTooLarge_IsRefused()
    {
        Assert.Contains("nested more than 64", Refused(new string('[', 100_000)).Message);
        Assert.Contains("larger than 4 MiB", Refused(new string('a', DefinitionFile.MaxBytes + 1)).Message);
    }

    [Fact]
    public void Parse_EmptyText_IsNull()
    {
        Assert.Equal(NodeKind.Null, Parse("").Kind);
        Assert.Equal(NodeKind.Null, Parse("# nothing\n").Kind);
    }

    [Fact]
    public void Parse_AnyText_NeverThrows()
    {
        Gen.String["ab:-[]{}&*!'\"\n \t<>|#%@`,\\x0?~"].Sample(text => { DefinitionFile.Parse(text, "f.yaml", new ProblemList()); });
    }

    [Fact]
    public void Load_FileOnDisk_FindsItInTheDirectory()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(directory.FullName, "polling.yaml");
            File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. "a: 1"u8]);
            File.WriteAllBytes(Path.Combine(directory.FullName, "broken.yaml"), [0x61, 0xFF]);
            var problems = new ProblemList();

            Assert.Equal(path, DefinitionFile.Find("polling.yaml", directory.FullName));
            Assert.Equal(path, DefinitionFile.Find(path, null));
            Assert.Null(DefinitionFile.Find("polling.yaml", null));
            Assert.Null(DefinitionFile.Find("other.yaml", directory.FullName));
            Assert.Equal("a", DefinitionFile.Load(path, problems)!.Entries[0].Key);
            Assert.Empty(problems.Items);
            Assert.Null(DefinitionFile.Load(Path.Combine(directory.FullName, "broken.yaml"), problems));
            Assert.Null(DefinitionFile.Load(Path.Combine(directory.FullName, "missing.yaml"), problems));
            Assert.Equal(2, problems.Items.Count);
            Assert.True(problems.HasErrors);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
