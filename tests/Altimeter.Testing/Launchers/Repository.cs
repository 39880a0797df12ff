namespace Altimeter.Testing.Launchers;

/// <summary>The tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Absolute path of its root: the folder of Microservices.sln above the test's binaries.</summary>
    public static string Root { get; } = Find();

    /// <summary>Absolute path of a file or folder of the tree.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Microservices.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no Microservices.sln above {AppContext.BaseDirectory}: run the tests from where they were built");
    }
}
