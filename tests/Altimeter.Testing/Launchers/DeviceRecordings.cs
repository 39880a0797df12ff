using System.IO.Compression;

namespace Altimeter.Testing.Launchers;

/// <summary>Recordings of devices that come with Debian's snmpsim. The package is unpacked and not installed, since slim systems leave its examples out.</summary>
public static class DeviceRecordings
{
    private const string Examples = "usr/share/doc/snmpsim/examples/data";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Downloads the recordings.</summary>
    /// <param name="cancellationToken">Kills the download.</param>
    /// <returns>Name (path below the examples, without extension) and lines of each, names sorted.</returns>
    /// <exception cref="NotRunException">The package cannot be downloaded.</exception>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> LoadAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("recordings");
        var data = folder.Create("data");
        try
        {
            await Shell.RunAsync(["/usr/bin/apt-get", "download", "-o", "APT::Sandbox::User=root", "snmpsim"], Limit, workingDirectory: folder.Create("deb"), cancellationToken: cancellationToken);
            await Shell.RunAsync(["/usr/bin/dpkg-deb", "-x", Directory.GetFiles(folder["deb"], "*.deb").Single(), data], Limit, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or System.ComponentModel.Win32Exception)
        {
            throw new NotRunException($"Debian's package snmpsim, which could not be downloaded: {e.Message}");
        }

        var root = Path.Combine(data, Examples);
        var found = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(root, "*.snmprec*", SearchOption.AllDirectories))
            found.Add(Path.GetRelativePath(root, path).Split(".snmprec")[0], await ReadAsync(path, cancellationToken));
        return found;
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        List<string> lines = [];
        while (await reader.ReadLineAsync(cancellationToken) is { } line) lines.Add(line);
        return lines;
    }
}
