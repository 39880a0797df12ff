using System.Xml.Linq;
using Altimeter.Testing.Launchers;

namespace Altimeter.UnitTests.Architecture;

/// <summary>The tree as it is checked out.</summary>
internal static class SourceTree
{
    public static string Root => Repository.Root;

    public static IReadOnlyList<Project> Projects { get; } =
        [.. new[] { "shared", "services", "tests" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)).Order(StringComparer.Ordinal).Select(Project.Load)];

    public static Project Of(string name) => Projects.Single(project => project.Name == name);

    /// <summary>Source files of a project, generated ones excepted, with their paths from the root.</summary>
    public static IEnumerable<(string Path, string Text)> SourcesOf(Project project) =>
        Directory.GetFiles(project.Folder, "*.cs", SearchOption.AllDirectories).Select(file => (Path.GetRelativePath(Root, file), File.ReadAllText(file)));
}

/// <summary>A project file.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Packages">Packages it references.</param>
/// <param name="References">Names of the projects it references.</param>
/// <param name="Text">The file.</param>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> Packages, IReadOnlyList<string> References, string Text)
{
    public bool IsService => Folder.Contains($"{Path.DirectorySeparatorChar}services{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    public bool IsTest => Folder.Contains($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    public static Project Load(string file)
    {
        var text = File.ReadAllText(file);
        var xml = XDocument.Parse(text);
        return new Project(
            Path.GetFileNameWithoutExtension(file),
            Path.GetDirectoryName(file)!,
            [.. xml.Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!)],
            [.. xml.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))],
            text);
    }
}
