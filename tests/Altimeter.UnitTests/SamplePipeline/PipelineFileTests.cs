using Altimeter.Definitions;
using Altimeter.SamplePipeline.Definitions;
using Xunit;

namespace Altimeter.UnitTests.SamplePipeline;

/// <summary>The language of pipeline.yaml; item numbers are those of the pipeline specification's checklist.</summary>
public sealed class PipelineFileTests
{
    private const string GoodSink = "sinks: [{name: s, publishers: [\"gnocchi://\"]}]";

    [Fact]
    public void Item01_NoFile_GivesOnePipelineToGnocchi()
    {
        var problems = new ProblemList();

        var pipeline = Assert.Single(PipelineFile.Load(null, problems));

        Assert.Empty(problems.Items);
        Assert.Equal("meter_source:meter_sink", pipeline.Name);
        Assert.Equal("gnocchi", Assert.Single(pipeline.Publishers).Scheme);
        Assert.True(pipeline.Filter.Matches("any.meter"));
    }

    [Theory]
    [InlineData("sources: []", "Both sources & sinks are required")] // items 3, 4
    [InlineData("sinks: []", "Both sources & sinks are required")]
    [InlineData("sources: [{name: a, meters: ['*'], sinks: [s]}, {name: a, meters: ['*'], sinks: [s]}]\n" + GoodSink, "Duplicated source names: a")] // item 5
    [InlineData("sources: []\nsinks: [{name: s, publishers: ['gnocchi://']}, {name: s, publishers: ['gnocchi://']}]", "Duplicated sink names: s")] // item 6
    [InlineData("sources: [{meters: ['*'], sinks: [s]}]\n" + GoodSink, "Required field name not specified")] // item 7
    [InlineData("sources: [{name: a, meters: ['*']}]\n" + GoodSink, "Required field sinks not specified")] // item 8
    [InlineData("sources: [{name: a, meters: ['*'], sinks: []}]\n" + GoodSink, "No sink defined in source a")] // item 9
    [InlineData("sources: [{name: a, meters: ['*'], sinks: [x]}]\n" + GoodSink, "Dangling sink x from source a")] // item 10
    [InlineData("sources: [{name: a, sinks: [s]}]\n" + GoodSink, "Missing meters value")] // item 11
    [InlineData("sources: [{name: a, meters: [], sinks: [s]}]\n" + GoodSink, "No meters specified")] // item 12
    [InlineData("sources: []\nsinks: [{name: s}]", "No publisher specified")] // item 14
    [InlineData("sources: []\nsinks: [{name: s, publishers: []}]", "No publisher specified")] // item 15
    [InlineData("sources: [{name: a, meters: ['*'], sinks: [s, s]}]\n" + GoodSink, "Duplicate pipeline name: a:s")] // item 16
    [InlineData("sources: [{name: a, meters: [cpu, '!disk'], sinks: [s]}]\n" + GoodSink, "Both included and excluded meters specified")] // items 28, 29
    [InlineData("sources: [{name: a, meters: [cpu, '*'], sinks: [s]}]\n" + GoodSink, "Included meters specified with wildcard")] // item 30
    [InlineData("sources: x\nsinks: []", "sources must be a list")]
    public void Items03To16_WrongFile_IsRefusedInTheReferencesWords(string text, string error)
    {
        var problems = new ProblemList();

        var pipelines = PipelineFile.Read(DefinitionFile.Parse(text, "pipeline.yaml", problems)!, problems);

        Assert.Empty(pipelines);
        Assert.Contains(problems.Items, problem => problem.Severity == Severity.Error && problem.Line > 0 && problem.Message.Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SeveralErrors_AreAllListedWithTheirLines()
    {
        var problems = new ProblemList();

        PipelineFile.Read(DefinitionFile.Parse("sources:\n  - meters: []\n    sinks: [x]\n  - name: b\n    sinks: [s]\nsinks:\n  - name: s\n", "pipeline.yaml", problems)!, problems);

        Assert.Equal([2, 2, 3, 4, 7], problems.Items.Select(problem => problem.Line).Order());
    }

    [Theory]
    [InlineData("x", "x", "x")] // item 17
    [InlineData("x", "y", "x:y")]
    public void Item17_SourceAndSink_NameThePipeline(string source, string sink, string name)
    {
        var pipelines = Read($"sources: [{{name: {source}, meters: ['*'], sinks: [{sink}]}}]\nsinks: [{{name: {sink}, publishers: ['gnocchi://']}}]", out _);

        Assert.Equal(name, Assert.Single(pipelines).Name);
    }

    [Fact]
    public void Item19_Transformers_AreIgnoredWithAWarning_Differs()
    {
        var pipelines = Read("sources: [{name: a, meters: ['*'], interval: 60, sinks: [s]}]\nsinks:\n  - name: s\n    transformers: [{name: x}]\n    publishers: [gnocchi]", out var problems);

        Assert.Single(pipelines);
        Assert.Contains(problems.Items, problem => problem is { Severity: Severity.Warning, Line: 4 } && problem.Message.Contains("transformation", StringComparison.Ordinal));
        Assert.Contains(problems.Items, problem => problem is { Severity: Severity.Warning, Line: 1 } && problem.Message.Contains("interval", StringComparison.Ordinal)); // item 20
    }

    [Fact]
    public void Item22_UnknownPublisher_IsLeftOutWithAWarning()
    {
        var pipelines = Read("sources: [{name: a, meters: ['*'], sinks: [s]}]\nsinks: [{name: s, publishers: ['nosuch://u:hidden@h', 'gnocchi://']}]", out var problems);

        Assert.Single(Assert.Single(pipelines).Publishers);
        var warning = Assert.Single(problems.Items);
        Assert.Contains("nosuch://", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gnocchi", "")] // item 21
    [InlineData("gnocchi://", "")]
    [InlineData("gnocchi://?archive_policy=low&archive_policy=high&filter_project=&a", "archive_policy=high")]
    [InlineData("gnocchi://u:p@h/?resources_definition_file=a%2Fb.yaml&password=x#f", "resources_definition_file=a/b.yaml")]
    public void Parse_PublisherUri_GivesOptionsWithoutSecrets(string text, string options) =>
        Assert.Equal(options, string.Join(',', PublisherUri.Parse(text).Options.Select(option => $"{option.Key}={option.Value}")));

    private static IReadOnlyList<Pipeline> Read(string text, out ProblemList problems)
    {
        problems = new ProblemList();
        return PipelineFile.Read(DefinitionFile.Parse(text, "pipeline.yaml", problems)!, problems);
    }
}
