using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Sets items aside in a file when there is no broker: one JSON object a line.</summary>
internal sealed class FileDeadLetters(string path, DeadLetterCounter counter, TimeProvider time, ILogger<FileDeadLetters> logger) : IDeadLetters, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public long Count => counter.Total;

    public async Task SetAsideAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var line = LetterLine.Of(Guid.NewGuid().ToString(), letter, time.GetUtcNow());
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await using var _ = await FileLock.TakeAsync(path, time, cancellationToken);
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(line, CancellationToken.None);
#pragma warning disable CA1849 // FlushAsync does not reach the disk
            file.Flush(flushToDisk: true);
#pragma warning restore CA1849
        }
        finally
        {
            _gate.Release();
        }

        if (counter.Add(letter)) logger.SetAside(letter.Kind, letter.Reason, letter.Text);
    }

    public void Dispose() => _gate.Dispose();
}
