using System.Text;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>The letters in the file of <see cref="FileDeadLetters"/>, beside a service that may be running.</summary>
/// <remarks>A replay goes through files in the folder <c>replay</c> beside it, which the service takes up; see <see cref="ReplayFolder"/>.</remarks>
internal sealed class FileLetterStore(string path, ReplayFolder replay, TimeProvider time) : IDeadLetterStore
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public string Name => path;

    public string? ReplayNote => $"they wait in {replay.Path} until a process that runs on this directory takes them up";

    public async Task<long> WalkAsync(Func<StoredLetter, CancellationToken, Task<LetterFate>> visit, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new DeadLetterStoreException($"there is no directory {folder}; --data names that of the run");
        if (!File.Exists(path)) return 0;

        var removed = new Dictionary<string, int>(StringComparer.Ordinal);
        long count = 0;
        try
        {
            var isVisiting = true;
            await foreach (var line in LinesAsync(cancellationToken))
            {
                if (LetterLine.Read(line) is not { } letter) throw new DeadLetterStoreException($"{path}: line {count + 1} is no dead letter; take it out, and try again");
                count++;
                if (!isVisiting) continue;
                var fate = await visit(letter, cancellationToken);
                if (fate == LetterFate.Remove) removed[letter.Id] = removed.GetValueOrDefault(letter.Id) + 1;
                isVisiting = fate != LetterFate.KeepAndStop;
            }
        }
        finally
        {
            if (removed.Count > 0) await RemoveAsync(removed);
        }

        return count;
    }

    public async Task<string?> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        switch (ReplayRoute.Of(letter))
        {
            case ReplayRoute.Nowhere nowhere:
                return nowhere.Reason;
            case ReplayRoute.ToQueue:
                return "a whole message can only go back through a broker";
            default:
                await replay.AddAsync(letter, time.GetUtcNow(), cancellationToken);
                return null;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Complete lines only: the last one may be being written.
    private async IAsyncEnumerable<string> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Utf8);
        string? previous = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (previous is { Length: > 0 }) yield return previous;
            previous = line;
        }

        if (previous is not { Length: > 0 }) yield break;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() == '\n') yield return previous;
    }

    // What was added meanwhile stays: lines are told apart by their ids.
    private async Task RemoveAsync(Dictionary<string, int> removed)
    {
        await using var _ = await FileLock.TakeAsync(path, time, CancellationToken.None);
        var rewritten = $"{path}.new";
        await using (var output = new FileStream(rewritten, FileMode.Create, FileAccess.Write))
        {
            await foreach (var line in LinesAsync(CancellationToken.None))
            {
                if (LetterLine.Read(line)?.Id is { } id && removed.GetValueOrDefault(id) > 0) removed[id]--;
                else await output.WriteAsync(Utf8.GetBytes(line + '\n'));
            }

#pragma warning disable CA1849 // FlushAsync does not reach the disk
            output.Flush(flushToDisk: true);
#pragma warning restore CA1849
        }

        File.Move(rewritten, path, overwrite: true);
    }
}
