using System.Text.Json;
using Altimeter.Definitions;
using Altimeter.GnocchiWriter.Definitions;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Altimeter.UnitTests.GnocchiWriter.Definitions;

public sealed class ResourceDefinitionsReaderTests
{
    private const string Good = "  - resource_type: good\n    metrics: [good.meter]\n";

    [Theory]
    [InlineData("  - resource_type: t\n")] // 1: no metrics
    [InlineData("  - resource_type: 0\n    metrics: [m]\n")] // 2
    [InlineData("  - resource_type: t\n    metrics: [m]\n    event_delete: x\n")] // 3
    [InlineData("  - resource_type: t\n    metrics: [m]\n    event_delete: x\n    event_attributes: {name: x}\n")] // 4
    [InlineData("  - resource_type: t\n    metrics: [m]\n    attributes: {a: 'resource_metadata.(x'}\n")] // 16
    [InlineData("  - metrics: [m]\n")]
    [InlineData("  - resource_type: t\n    metrics: 7\n")]
    [InlineData("  - resource_type: t\n    metrics: {m: [1]}\n")]
    [InlineData("  - resource_type: t\n    metrics: [m]\n    event_create: [1]\n    event_attributes: {id: i}\n")]
    [InlineData("  - just text\n")]
    public void Items1To4And16_InvalidEntry_IsSkippedWithItsLine_AndOthersLoad(string entry)
    {
        var (definitions, problems) = Read("resources:\n" + entry + Good);

        Assert.Null(definitions!.Find("m"));
        Assert.NotNull(definitions.Find("good.meter"));
        var problem = Assert.Single(problems);
        Assert.Equal(Severity.Warning, problem.Severity);
        Assert.InRange(problem.Line, 2, 6);
        Assert.Contains("skipped", problem.Message);
    }

    [Fact]
    public void Item5_MetricsAsAList_EqualAMapWithEmptyValues()
    {
        var list = Read("resources:\n  - resource_type: t\n    metrics: [a, b]\n").Definitions!;
        var map = Read("resources:\n  - resource_type: t\n    metrics: {a: , b: }\n").Definitions!;

        Assert.Equal(list.Resources.Single().Metrics, map.Resources.Single().Metrics);
    }

    [Fact]
    public void Item6_NoDefaultPolicy_IsTheReferences() => Assert.Equal("ceilometer-low", PolicyOf("", "{m: }", null));

    [Fact]
    public void Item7_MetricsOwnPolicy_BeatsTheDefault()
    {
        Assert.Equal("own", PolicyOf("archive_policy_default: d\n", "{m: {archive_policy_name: own}}", null));
        Assert.Equal("d", PolicyOf("archive_policy_default: d\n", "{m: }", null));
    }

    [Fact]
    public void Item8_PublishersPolicy_BeatsTheMetrics() => Assert.Equal("x", PolicyOf("", "{m: {archive_policy_name: own}}", "x"));

    [Fact]
    public void Item9_EntrysPolicy_BeatsAllWithAWarning()
    {
        var (definitions, problems) = Read("resources:\n  - resource_type: t\n    archive_policy: y\n    metrics: {m: {archive_policy_name: own}}\n");

        Assert.Equal("y", definitions!.PolicyOf(definitions.Find("m")!, "x"));
        Assert.Equal((Severity.Warning, 3), problems.Select(p => (p.Severity, p.Line)).Single());
    }

    [Fact]
    public void Item10_MeterInTwoEntries_TheLastOneWins()
    {
        var definitions = Read("resources:\n  - {resource_type: T1, metrics: [a]}\n  - {resource_type: T2, metrics: [a]}\n").Definitions!;

        Assert.Equal("T2", definitions.Find("a")!.Resource.Type);
    }

    [Fact]
    public void Item11_Wildcard_IsALiteralName()
    {
        var definitions = Read("resources:\n  - {resource_type: t, metrics: ['disk.*']}\n").Definitions!;

        Assert.Null(definitions.Find("disk.read"));
        Assert.Null(definitions.Find("DISK.*"));
        Assert.NotNull(definitions.Find("disk.*"));
    }

    [Theory]
    [InlineData("""{"host": "h2"}""", "h2")]
    [InlineData("""{"instance_host": "h1", "host": "h2"}""", "h1")]
    [InlineData("""{"instance_host": null, "host": "h2"}""", "h2")]
    [InlineData("{}", null)]
    [InlineData("""{"host": ""}""", "")]
    public void Item13_Alternatives_TheFirstThatIsNotNull(string metadata, string? expected) => Assert.Equal(expected, Attribute("memory", "host", metadata));

    [Theory]
    [InlineData("""{"flavor": {"id": "f"}}""", "f")]
    [InlineData("""{"flavor": "x", "flavor_id": "g"}""", "g")]
    public void Item14_NestedAlternatives(string metadata, string? expected) => Assert.Equal(expected, Attribute("memory", "flavor_id", metadata));

    [Fact]
    public void Item15_BuiltInFile_HasTheReferencesEntriesAndThoseOfHardware_Differs()
    {
        var definitions = ResourceDefinitionsSource.BuiltIn;

        Assert.Equal(20 + 3, definitions.Resources.Count);
        Assert.Equal(
            ["ceilometer-low", "ceilometer-low-rate", "ceilometer-high", "ceilometer-high-rate", "altimeter-low", "altimeter-low-rate"],
            definitions.Policies.Select(p => p.Name));
        Assert.All(definitions.Resources, r => Assert.NotNull(ResourceTypes.Find(r.Type)));
        Assert.All(definitions.Resources, r => Assert.All(r.Attributes, a => Assert.Contains(a.Name, ResourceTypes.Find(r.Type)!.Attributes)));
        Assert.All(definitions.Policies, p => Assert.Equal(
            p.Name.StartsWith("altimeter-", StringComparison.Ordinal) ? 2 : 0, JsonDocument.Parse(p.Body).RootElement.GetProperty("back_window").GetInt32()));
    }

    [Theory]
    [InlineData("hardware.cpu.user", "host", "altimeter-low-rate")]
    [InlineData("hardware.cpu.load.1min", "host", "altimeter-low")]
    [InlineData("hardware.disk.read.bytes", "host_disk", "altimeter-low")]
    [InlineData("hardware.network.outgoing.errors", "host_network_interface", "altimeter-low")]
    [InlineData("hardware.network.ip.incoming.datagrams", "host", "altimeter-low")]
    [InlineData("cpu", "instance", "ceilometer-low-rate")]
    [InlineData("memory", "instance", "ceilometer-low")]
    [InlineData("network.incoming.bytes", "instance_network_interface", "ceilometer-low-rate")]
    [InlineData("disk.device.read.latency", "instance_disk", "ceilometer-low")]
    [InlineData("compute.node.cpu.idle.time", "nova_compute", "ceilometer-low")]
    public void BuiltInFile_MapsMeters(string meter, string type, string policy)
    {
        var metric = ResourceDefinitionsSource.BuiltIn.Find(meter)!;

        Assert.Equal((type, policy), (metric.Resource.Type, ResourceDefinitionsSource.BuiltIn.PolicyOf(metric, null)));
    }

    [Fact]
    public void BuiltInFile_MapsAllHardwareMeters() =>
        Assert.Equal(31, ResourceDefinitionsSource.BuiltIn.Resources.Where(r => r.Type.StartsWith("host", StringComparison.Ordinal)).Sum(r => r.Metrics.Count));

    [Fact]
    public void BuiltInFile_HasTheReferencesEvents()
    {
        var events = ResourceDefinitionsSource.BuiltIn.Resources.Where(r => r.Events is not null).ToDictionary(r => r.Type, r => r.Events!);

        Assert.Equal(["image", "instance", "network", "volume"], events.Keys.Order());
        Assert.Equal("instance_type_id", events["instance"].Traits["flavor_id"]);
        Assert.Equal("""{"=": {"instance_id": "%s"}}""", events["instance"].AssociatedResources["instance_disk"]);
        Assert.Contains(events["volume"].Update, p => p.Matches("snapshot.transfer.accept.end"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n")]
    [InlineData("text\n")]
    [InlineData("resources:\n")]
    [InlineData("resources: {a: 1}\n")]
    [InlineData("resources: []\narchive_policies: 7\n")]
    [InlineData("resources: []\narchive_policies: [{back_window: 0}]\n")]
    [InlineData("resources: [\n")]
    public void FileThatTheReferenceRefuses_IsRefused(string text)
    {
        var (definitions, problems) = Read(text);

        Assert.Null(definitions);
        Assert.Contains(problems, p => p.Severity == Severity.Error);
    }

    [Fact]
    public void SeveralProblems_AreAllListed()
    {
        var (_, problems) = Read("resources:\n  - resource_type: 0\n    metrics: [a]\n  - resource_type: t\n  - resource_type: u\n    metrics: [b]\n    attributes: {a: '('}\n");

        Assert.Equal([2, 4, 7], problems.Select(p => p.Line));
    }

    [Fact]
    public void ArchivePolicy_IsSentAsItStands()
    {
        var definitions = Read("resources: []\narchive_policies:\n  - name: p\n    extra: [1, 2.5, yes, ~, \"a/b\"]\n    definition: [{granularity: 5 minutes}]\n").Definitions!;

        Assert.Equal(
            """{"name":"p","extra":[1,2.5,true,null,"a/b"],"definition":[{"granularity":"5 minutes"}]}""",
            System.Text.Encoding.UTF8.GetString(definitions.Policies.Single().Body));
    }

    [Fact]
    public void Item17_NamedFileMissing_BuiltInDefinitionsWithAWarningThatNamesIt_Differs()
    {
        using var writer = new WriterHarness();

        var definitions = writer.Services.GetRequiredService<ResourceDefinitionsSource>().Get("mine.yaml");

        Assert.Same(ResourceDefinitionsSource.BuiltIn, definitions);
        Assert.Single(writer.Logs.Lines, line => line.StartsWith("Warning") && line.Contains("mine.yaml"));
    }

    [Fact]
    public void StartupCheck_OperatorsFile_IsLookedAt()
    {
        var directory = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(directory.FullName, "gnocchi_resources.yaml"), "resources:\n  - resource_type: t\n");
        using var writer = new WriterHarness(("Ceilometer:ConfigurationDirectory", directory.FullName));

        var problem = Assert.Single(writer.Services.GetServices<IStartupCheck>().SelectMany(check => check.Check()));

        Assert.Equal((Severity.Warning, 2), (problem.Severity, problem.Line));
        Assert.EndsWith("gnocchi_resources.yaml", problem.File);
        directory.Delete(recursive: true);
    }

    private static string PolicyOf(string head, string metrics, string? ofPublisher)
    {
        var definitions = Read($"{head}resources:\n  - resource_type: t\n    metrics: {metrics}\n").Definitions!;
        return definitions.PolicyOf(definitions.Find("m")!, ofPublisher);
    }

    private static string? Attribute(string meter, string attribute, string metadata)
    {
        var attributes = new Dictionary<string, string>();
        Assert.True(ResourceAttributes.TryMerge(
            ResourceDefinitionsSource.BuiltIn.Find(meter)!.Resource, WriterHarness.Sample(meter, "r", "1", metadata: metadata), attributes));
        return attributes.TryGetValue(attribute, out var json) ? JsonSerializer.Deserialize<string>(json) : null;
    }

    private static (ResourceDefinitions? Definitions, IReadOnlyList<Problem> Problems) Read(string text)
    {
        var problems = new ProblemList();
        var root = DefinitionFile.Parse(text, "gnocchi_resources.yaml", problems);
        return (root is null ? null : new ResourceDefinitionsReader(problems).Read(root), problems.Items);
    }
}
