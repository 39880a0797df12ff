using System.Text.RegularExpressions;
using Xunit;

namespace Altimeter.UnitTests.Architecture;

/// <summary>Who may know whom. A rule that fails names the file and what it should not know.</summary>
public sealed partial class DependencyRuleTests
{
    [Theory]
    [InlineData("Altimeter.Contracts", "MessagePack", "")]
    [InlineData("Altimeter.Snmp", "", "")]
    [InlineData("Altimeter.Oslo", "RabbitMQ.Client", "")]
    [InlineData("Altimeter.Definitions", "YamlDotNet", "")]
    [InlineData("Altimeter.OpenStack", "Refit, Refit.HttpClientFactory", "")]
    public void SharedProject_References_OnlyWhatItIsFor(string name, string packages, string references)
    {
        var project = SourceTree.Of(name);

        Assert.Equal(packages, string.Join(", ", project.Packages));
        Assert.Equal(references, string.Join(", ", project.References));
    }

    [Fact]
    public void Hosting_References_ContractsDefinitionsAndOsloOnly() =>
        Assert.Equal(["Altimeter.Contracts", "Altimeter.Definitions", "Altimeter.Oslo"], SourceTree.Of("Altimeter.Hosting").References.Order(StringComparer.Ordinal));

    [Fact]
    public void Services_ReferenceNoOtherService_ExceptStandalone()
    {
        var services = SourceTree.Projects.Where(project => project.IsService).ToList();
        var names = services.Select(project => project.Name).ToHashSet();

        var offences = from service in services
                       where service.Name != "Altimeter.Standalone"
                       from reference in service.References
                       where names.Contains(reference)
                       select $"{service.Name} references {reference}";

        Assert.Empty(offences);
    }

    [Theory]
    [InlineData("using MassTransit", "Altimeter.Hosting")]
    [InlineData("UsingRabbitMq", "Altimeter.Hosting")]
    [InlineData("IRabbitMq", "Altimeter.Hosting")]
    [InlineData("using Refit", "Altimeter.OpenStack")]
    [InlineData("using YamlDotNet", "Altimeter.Definitions")]
    [InlineData("using MessagePack", "Altimeter.Contracts")]
    [InlineData("using Microsoft.Data.Sqlite", "Altimeter.Standalone")]
    [InlineData("using Spectre.Console", "Altimeter.Standalone")]
    public void Library_IsKnown_InOneProjectOnly(string text, string home)
    {
        var offences = from project in SourceTree.Projects
                       where !project.IsTest && project.Name != home
                       from source in SourceTree.SourcesOf(project)
                       where source.Text.Contains(text, StringComparison.Ordinal)
                       select source.Path;

        Assert.Empty(offences);
    }

    [Fact]
    public void Envelope_KnowsNoBroker() =>
        Assert.Empty(SourceTree.SourcesOf(SourceTree.Of("Altimeter.Oslo")).Where(source => source.Path.Contains("Envelope", StringComparison.Ordinal) && source.Text.Contains("RabbitMQ", StringComparison.Ordinal)).Select(source => source.Path));

    [Fact]
    public void Versions_StandInOnePlace() =>
        Assert.Empty(SourceTree.Projects.Where(project => VersionAttribute().IsMatch(project.Text)).Select(project => project.Name));

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(SourceTree.Root, "Microservices.sln"));

        Assert.Empty(SourceTree.Projects.Where(project => !solution.Contains($"{project.Name}.csproj", StringComparison.Ordinal)).Select(project => project.Name));
    }

    [Fact]
    public void Names_SayWhatAProjectIsFor() =>
        Assert.DoesNotContain(SourceTree.Projects, project => project.Name.EndsWith(".Common", StringComparison.Ordinal) || project.Name.EndsWith(".Utils", StringComparison.Ordinal) || project.Name.EndsWith(".Core", StringComparison.Ordinal));

    [Fact]
    public void Namespaces_AreTheFolderPath()
    {
        var offences = from project in SourceTree.Projects
                       from source in SourceTree.SourcesOf(project)
                       let declared = Namespace().Match(source.Text)
                       where declared.Success
                       let folder = Path.GetRelativePath(project.Folder, Path.GetDirectoryName(Path.Combine(SourceTree.Root, source.Path))!)
                       let expected = folder == "." ? project.Name : $"{project.Name}.{folder.Replace(Path.DirectorySeparatorChar, '.')}"
                       where declared.Groups[1].Value != expected && Path.GetFileName(source.Path) != "Log.cs" // extensions that the whole project sees
                       select $"{source.Path}: {declared.Groups[1].Value}, expected {expected}";

        Assert.Empty(offences);
    }

    [GeneratedRegex("""<PackageReference[^>]*\sVersion=""")]
    private static partial Regex VersionAttribute();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
