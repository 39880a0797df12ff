using System.Text.Json;
using Altimeter.Definitions;
using CsCheck;
using Xunit;

namespace Altimeter.UnitTests.Definitions;

public sealed class AttributeExpressionTests
{
    private static AttributeExpression Parse(string text)
    {
        Assert.True(AttributeExpression.TryParse(text, out var expression, out var error), error);
        return expression;
    }

    private static string[] All(string text, string json) =>
        [.. Parse(text).Evaluate(JsonDocument.Parse(json).RootElement).Select(match => match.GetRawText())];

    private static string? First(string text, string json) =>
        Parse(text).TryFirst(JsonDocument.Parse(json).RootElement, out var value) ? value.GetRawText() : null;

    [Theory]
    [InlineData("{\"host\":\"h2\"}", "\"h2\"")]
    [InlineData("{\"instance_host\":\"h1\",\"host\":\"h2\"}", "\"h1\"")]
    [InlineData("{\"instance_host\":null,\"host\":\"h2\"}", "\"h2\"")]
    [InlineData("{}", null)]
    public void Item13_Alternatives_FirstThatIsNotNull(string metadata, string? expected)
    {
        Assert.Equal(expected, First("resource_metadata.(instance_host|host)", $"{{\"resource_metadata\":{metadata}}}"));
    }

    [Theory]
    [InlineData("{\"flavor\":{\"id\":\"f\"}}", "\"f\"")]
    [InlineData("{\"flavor\":\"x\",\"flavor_id\":\"g\"}", "\"g\"")]
    public void Item14_DottedAlternative_InParentheses(string metadata, string expected)
    {
        Assert.Equal(expected, First("resource_metadata.(instance_flavor_id|(flavor.id)|flavor_id)", $"{{\"resource_metadata\":{metadata}}}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a.(b|")]
    [InlineData("a b")]
    [InlineData("a[")]
    [InlineData("a['b")]
    [InlineData("a[99999999999]")]
    [InlineData("a.`len`")]
    [InlineData("a[?b]")]
    [InlineData("1min")]
    public void Item16_UnparsableExpression_IsRefusedWithAReason(string text)
    {
        Assert.False(AttributeExpression.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("a.b.c", "{\"a\":{\"b\":{\"c\":1.0}}}", "1.0")]
    [InlineData("$.a.b", "{\"a\":{\"b\":2}}", "2")]
    [InlineData("a.'k.with.dots'", "{\"a\":{\"k.with.dots\":3}}", "3")]
    [InlineData("a.\"it\\'s\"", "{\"a\":{\"it's\":4}}", "4")]
    [InlineData("a[1]", "{\"a\":[5,6]}", "6")]
    [InlineData("a[-1]", "{\"a\":[5,6,7]}", "7")]
    [InlineData("a[*]", "{\"a\":[5,6]}", "5 6")]
    [InlineData("a[1:3]", "{\"a\":[5,6,7,8]}", "6 7")]
    [InlineData("a[:2]", "{\"a\":[5,6,7,8]}", "5 6")]
    [InlineData("a[*]", "{\"a\":{\"b\":1}}", "{\"b\":1}")]
    [InlineData("a[*]", "{\"a\":1.5}", "")]
    [InlineData("a['x','y']", "{\"a\":{\"y\":1,\"x\":2}}", "2 1")]
    [InlineData("a.*", "{\"a\":{\"b\":1,\"c\":2}}", "1 2")]
    [InlineData("a..b", "{\"a\":{\"b\":1,\"c\":[{\"b\":2},{\"d\":{\"b\":3}}]}}", "1 2 3")]
    [InlineData("a..b.c", "{\"a\":{\"b\":{\"c\":1},\"x\":{\"b\":{\"c\":2}}}}", "1 2")]
    [InlineData("(a)|(b.c)", "{\"a\":1,\"b\":{\"c\":2}}", "1 2")]
    [InlineData("a-b", "{\"a-b\":1}", "1")]
    [InlineData(" a . b ", "{\"a\":{\"b\":1}}", "1")]
    [InlineData("a.b", "{\"a\":\"text\"}", "")]
    [InlineData("a[0]", "{\"a\":\"text\"}", "")]
    [InlineData("a[-3]", "{\"a\":[1]}", "")]
    public void Evaluate_Form_GivesItsMatches(string text, string json, string expected)
    {
        Assert.Equal(expected, string.Join(' ', All(text, json)));
    }

    [Fact]
    public void Evaluate_BarWithoutParentheses_BindsTighterThanTheDot()
    {
        Assert.Equal(["2"], All("$.a|$.b", "{\"a\":1,\"b\":2}"));
        Assert.Empty(All("ctxt.user_id|ctxt.user", "{\"ctxt\":{\"user_id\":\"u\"}}"));
    }

    [Fact]
    public void TryFirst_EmptyText_IsAValue() => Assert.Equal("\"\"", First("a|b", "{\"a\":\"\",\"b\":1}"));

    [Fact]
    public void Evaluate_NestedDescents_AreBounded()
    {
        var json = string.Concat(Enumerable.Repeat("[1,{\"a\":", 25)) + "1" + string.Concat(Enumerable.Repeat("}]", 25));

        var matches = Parse("$..*..*..*..*..*..*").Evaluate(JsonDocument.Parse(json).RootElement).Count();

        Assert.InRange(matches, 0, 100_000);
    }

    [Fact]
    public void TryParse_LongOrDeep_IsRefused()
    {
        Assert.False(AttributeExpression.TryParse(new string('(', 1000), out _, out _));
        Assert.False(AttributeExpression.TryParse(string.Join('.', Enumerable.Repeat("a", 1000)), out _, out _));
        Assert.False(AttributeExpression.TryParse(new string('a', 5000), out _, out _));
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows()
    {
        Gen.String["ab.|()[]'\"$*@:-0,\\ "].Sample(text => AttributeExpression.TryParse(text, out _, out var error) == (error.Length == 0));
    }

    [Theory]
    [InlineData("x: resource_metadata.size", "7")]
    [InlineData("x: [nothing, resource_metadata.size]", "7")]
    [InlineData("x: 5", "5")]
    [InlineData("x: {fields: [nothing, resource_metadata.size]}", "7")]
    public void TryCreate_Definition_GivesAValue(string yaml, string expected)
    {
        var node = DefinitionFile.Parse(yaml, "f.yaml", new ProblemList())!.Entries[0].Value;
        var sample = JsonDocument.Parse("{\"resource_metadata\":{\"size\":7}}").RootElement;

        Assert.True(AttributeExpression.TryCreate(node, out var expression, out var error), error);
        Assert.True(expression.TryFirst(sample, out var value));
        Assert.Equal(expected, value.GetRawText());
    }

    [Theory]
    [InlineData("x: {fields: a, plugin: split}")]
    [InlineData("x: {plugins: split}")]
    [InlineData("x: []")]
    [InlineData("x: [5]")]
    [InlineData("x: ")]
    [InlineData("x: 1.5")]
    public void TryCreate_WrongDefinition_SaysWhy(string yaml)
    {
        var node = DefinitionFile.Parse(yaml, "f.yaml", new ProblemList())!.Entries[0].Value;

        Assert.False(AttributeExpression.TryCreate(node, out _, out var error));
        Assert.NotEmpty(error);
    }
}
