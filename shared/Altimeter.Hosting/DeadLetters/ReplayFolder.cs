using System.Globalization;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>A folder through which letters reach a service that has no broker: a file a letter, in the order of their names.</summary>
internal sealed class ReplayFolder(string path)
{
    private const string Extension = ".json";
    private int _number;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Adds a letter; it is on disk when this returns, and seen whole or not at all.</summary>
    public async Task AddAsync(StoredLetter letter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        var name = string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:D20}-{_number++:D8}-{Guid.NewGuid():N}");
        var unfinished = System.IO.Path.Combine(path, name + ".new");
        await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(LetterLine.Of(letter.Id, letter.Letter, now), cancellationToken);
#pragma warning disable CA1849 // FlushAsync does not reach the disk
            file.Flush(flushToDisk: true);
#pragma warning restore CA1849
        }

        File.Move(unfinished, System.IO.Path.Combine(path, name + Extension));
    }

    /// <summary>Files that wait, oldest first.</summary>
    public IReadOnlyList<string> Waiting() => Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*" + Extension).Order(StringComparer.Ordinal)] : [];
}
