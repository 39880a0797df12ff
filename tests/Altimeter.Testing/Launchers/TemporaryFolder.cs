namespace Altimeter.Testing.Launchers;

/// <summary>A private folder that is deleted when it is disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Creates the folder, readable by every user: PostgreSQL does not run as root.</summary>
    /// <param name="purpose">Part of its name, e.g. <c>rabbitmq</c>.</param>
    public TemporaryFolder(string purpose)
    {
        FullName = Directory.CreateTempSubdirectory($"altimeter-{purpose}-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(FullName, (UnixFileMode)0b111_101_101);
    }

    /// <summary>Absolute path.</summary>
    public string FullName { get; }

    /// <summary>Absolute path of a file or folder inside.</summary>
    public string this[string relative] => Path.Combine(FullName, relative);

    /// <summary>Creates a folder inside; returns its absolute path.</summary>
    public string Create(string relative) => Directory.CreateDirectory(this[relative]).FullName;

    /// <summary>Writes a text file inside, LF line ends, creating its folder; returns its absolute path.</summary>
    public string Write(string relative, string text)
    {
        var path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(FullName, recursive: true);
        }
        catch (IOException)
        {
            // A server that was killed a moment ago may still be writing; the folder is in the temporary folder.
        }
    }
}
