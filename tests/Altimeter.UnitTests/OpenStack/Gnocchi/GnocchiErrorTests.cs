using Altimeter.OpenStack.Gnocchi;
using Xunit;

namespace Altimeter.UnitTests.OpenStack.Gnocchi;

public sealed class GnocchiErrorTests
{
    [Fact]
    public void Parse_UnknownResources_NamesEachOnce()
    {
        var error = GnocchiError.Parse(
            """{"code": 400, "description": {"cause": "Unknown resources", "detail": [{"original_resource_id": "b"}, {"original_resource_id": "a"}, {"original_resource_id": "b"}, 7, {}]}}""", "HTTP 400");

        Assert.Equal("Unknown resources", error.Cause);
        Assert.Equal(["b", "a"], error.UnknownResources);
    }

    [Theory]
    [InlineData("""{"description": "Unknown metrics: 87020559-0a59-4944-8b2e-a06f15b41800, 352BD726-aae8-4027-816f-6dfa70debcc5"}""")]
    [InlineData("""{"description": {"cause": "Unknown metrics", "detail": ["87020559-0a59-4944-8b2e-a06f15b41800", "352BD726-aae8-4027-816f-6dfa70debcc5"]}}""")]
    public void Parse_UnknownMetrics_BothForms(string body) =>
        Assert.Equal(
            [new Guid("87020559-0a59-4944-8b2e-a06f15b41800"), new Guid("352bd726-aae8-4027-816f-6dfa70debcc5")],
            GnocchiError.Parse(body, "HTTP 400").UnknownMetrics);

    [Fact]
    public void Parse_UnknownMetricsOfAResource_NamesNoMetricId() =>
        Assert.Empty(GnocchiError.Parse("""{"description": "Unknown metrics: 87020559-0a59-4944-8b2e-a06f15b41800/cpu"}""", "HTTP 400").UnknownMetrics);

    [Theory]
    [InlineData("""{"description": {"cause": "Invalid input", "reason": "expected str", "detail": ["a"]}}""", "Invalid input: expected str")]
    [InlineData("""{"description": {"cause": "Odd", "detail": {"metric": 1}}}""", "Odd: {\"metric\": 1}")]
    [InlineData("""{"description": "Archive policy x does not exist"}""", "Archive policy x does not exist")]
    [InlineData("""{"error": {"message": "The request you have made requires authentication."}}""", "The request you have made requires authentication.")]
    [InlineData("""{"description": null}""", "HTTP 418")]
    [InlineData("[1]", "HTTP 418: [1]")]
    [InlineData("", "HTTP 418")]
    [InlineData(null, "HTTP 418")]
    [InlineData("<html>\r\n <h1>413 Too Large</h1>\n</html>", "HTTP 418: <html> <h1>413 Too Large</h1> </html>")]
    public void Parse_AnyBody_SaysSomething(string? body, string expected) => Assert.Equal(expected, GnocchiError.Parse(body, "HTTP 418").Text);

    [Fact]
    public void Parse_HugeOrDeepBody_IsBounded()
    {
        Assert.True(GnocchiError.Parse(new string('x', 1_000_000), "HTTP 400").Text.Length < GnocchiError.MaxText + 20);
        Assert.NotEmpty(GnocchiError.Parse(new string('[', 100_000), "HTTP 400").Text);
    }

    [Fact]
    public void MissingName_TellsKindsApart()
    {
        Assert.Equal("host", new GnocchiError { Text = "Resource type host does not exist" }.MissingName("Resource type"));
        Assert.Null(new GnocchiError { Text = "Resource type host does not exist" }.MissingName("Archive policy"));
        Assert.Null(new GnocchiError { Text = "Archive policy does not exist" }.MissingName("Archive policy"));
    }
}
