using Altimeter.Definitions;
using Altimeter.Snmp;
using Altimeter.SnmpPoller.Definitions;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

public sealed class PollingFileTests
{
    private static readonly string[] Meters = ["hardware.cpu.user", "hardware.cpu.util"];

    private static (IReadOnlyList<PollSource> Sources, IReadOnlyList<Problem> Problems) Read(string yaml)
    {
        var problems = new ProblemList();
        var root = DefinitionFile.Parse(yaml, "polling.yaml", problems)!;
        return (PollingFile.Read(root, Meters, problems), problems.Items);
    }

    private static Problem Refused(string yaml)
    {
        var (sources, problems) = Read(yaml);
        Assert.Empty(sources);
        return Assert.Single(problems, problem => problem.Severity == Severity.Error);
    }

    private static string Source(string fields) => $"sources:\n  - name: a\n    interval: 60\n    meters: ['*']\n    {fields}\n";

    [Fact]
    public void Item1_RootWithoutSources_IsRefused()
    {
        Assert.Equal("sources required", Refused("pollers: []").Message);
        Assert.Equal("sources required", Refused("").Message);
    }

    [Fact]
    public void Item2_SourceWithoutName_IsRefusedAndNamesIt()
    {
        var problem = Refused("sources:\n  - interval: 60\n    meters: ['*']\n");
        Assert.Equal("Required field name not specified", problem.Message);
        Assert.Equal("sources[0]", problem.Key);
        Assert.Equal(2, problem.Line);
    }

    [Theory]
    [InlineData("\"300\"", 300)]
    [InlineData("300", 300)]
    [InlineData("300.9", 300)]
    public void Item3_Interval_IsConvertedToWholeSeconds(string interval, int seconds)
    {
        var source = Assert.Single(Read($"sources: [{{name: a, interval: {interval}, meters: ['*'], resources: ['snmp://h']}}]").Sources);
        Assert.Equal(TimeSpan.FromSeconds(seconds), source.Interval);
    }

    [Theory]
    [InlineData("interval: 0,", "Interval value should > 0")]
    [InlineData("interval: -5,", "Interval value should > 0")]
    [InlineData("interval: 5m,", "Invalid interval value")]
    [InlineData("interval: ~,", "Invalid interval value")]
    [InlineData("interval: .nan,", "Invalid interval value")]
    [InlineData("", "Missing interval value")]
    public void Item3_WrongInterval_IsRefused(string interval, string expected)
    {
        Assert.Contains(expected, Refused($"sources: [{{name: a, {interval} meters: ['*']}}]").Message);
    }

    [Fact]
    public void Item4_NoMeters_IsRefused() => Assert.Equal("No meters specified", Refused("sources: [{name: a, interval: 60, meters: []}]").Message);

    [Fact]
    public void Read_SeveralErrors_ListsThemAll()
    {
        var (_, problems) = Read("sources:\n  - interval: 0\n    meters: []\n  - name: b\n    interval: 5m\n    meters: [cpu, '!disk']\n");
        Assert.Equal(5, problems.Count(problem => problem.Severity == Severity.Error));
    }

    [Fact]
    public void Item13_ResourcesThatAreNoList_AreRefused() => Assert.Equal("Resources should be a list", Refused(Source("resources: 'snmp://h'")).Message);

    [Fact]
    public void Item14_Discovery_EmptyMapIsEmptyAndTextIsRefused()
    {
        Assert.Single(Read(Source("discovery: {}")).Sources);
        Assert.Equal("Discovery should be a list", Refused(Source("discovery: x")).Message);
    }

    [Fact]
    public void Item15_UnknownKey_IsIgnoredWithAWarning()
    {
        var (sources, problems) = Read(Source("color: red\n    resources: ['snmp://h']"));
        Assert.Single(sources);
        var warning = Assert.Single(problems);
        Assert.Equal((Severity.Warning, 5, "sources[0].color"), (warning.Severity, warning.Line, warning.Key));
    }

    [Fact]
    public void Read_Discovery_IsOnlyAWarning()
    {
        var (sources, problems) = Read(Source("discovery: [tripleo_overcloud_nodes]"));
        Assert.Single(sources);
        Assert.Contains("not available", Assert.Single(problems).Message);
    }

    [Fact]
    public void Item39_ResourceThatIsWrong_IsSkippedAndOthersStay()
    {
        var (sources, problems) = Read(Source("resources: ['snmp://u@h?priv_password=geheim', 'http://x', 'snmp://u:geheim@fd00::1', 5, 'snmp://ok']"));
        Assert.Equal("ok", Assert.Single(Assert.Single(sources).Resources).Id);
        Assert.Equal(4, problems.Count);
        Assert.All(problems, problem => Assert.Equal(Severity.Warning, problem.Severity));
        Assert.DoesNotContain(problems, problem => problem.ToString().Contains("geheim", StringComparison.Ordinal));
    }

    [Fact]
    public void Item41_UnknownProtocolName_IsAWarningWithItsLine()
    {
        var (sources, problems) = Read(Source("resources: ['snmp://u:password@h?auth_proto=SHA']"));
        Assert.Equal(AuthenticationProtocol.Md5, Assert.IsType<UserCredentials>(Assert.Single(sources).Resources[0].Target.Credentials).Authentication);
        Assert.Equal(5, Assert.Single(problems).Line);
    }

    [Fact]
    public void Item42_MapWithoutId_IsSkippedAndOthersStay()
    {
        var (sources, problems) = Read(Source("resources: [{resource_url: 'snmp://h1'}, {resource_id: abc, resource_url: 'snmp://h2'}]"));
        Assert.Equal("abc", Assert.Single(Assert.Single(sources).Resources).Id);
        Assert.Contains("resource_id and resource_url", Assert.Single(problems).Message);
    }

    [Fact]
    public void Read_PatternThatSelectsNothing_IsAWarning()
    {
        var (_, problems) = Read("sources: [{name: a, interval: 60, meters: [hardware.*, image.size], resources: ['snmp://h']}]");
        Assert.Equal("'image.size' matches no SNMP meter", Assert.Single(problems).Message);
    }

    [Fact]
    public void Read_TwoSourcesOfOneName_AreBothPolledWithAWarning()
    {
        var (sources, problems) = Read("sources: [{name: a, interval: 60, meters: ['*'], resources: ['snmp://h']}, {name: a, interval: 30, meters: ['*'], resources: ['snmp://h']}]");
        Assert.Equal(2, sources.Count);
        Assert.Contains("two sources are named a", Assert.Single(problems).Message);
    }

    [Theory]
    [InlineData("snmp://u:p@ss:w@h:1161/x?priv_password=a#f", "snmp://h:1161/x")]
    [InlineData("snmp://10.0.0.1", "snmp://10.0.0.1")]
    [InlineData("snmp://public@Foo:1161", "snmp://Foo:1161")]
    [InlineData("snmp://u:p@[fd00::1]:161?x=a@b", "snmp://[fd00::1]:161")]
    [InlineData("snmp://h?priv_password=a@b/c", "snmp://h")]
    [InlineData("snmp://", "snmp://")]
    public void WithoutCredentials_Url_HasNeitherUserNorQuery(string url, string expected) => Assert.Equal(expected, PollResource.WithoutCredentials(url));
}
