using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Sets items aside in a file when there is no broker: one JSON object a line, headers beside the body in base64.</summary>
internal sealed class FileDeadLetters(string path, DeadLetterCounter counter, TimeProvider time, ILogger<FileDeadLetters> logger) : IDeadLetters, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public long Count => counter.Total;

    public async Task SetAsideAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var line = ToLine(letter);
        await _gate.WaitAsync(cancellationToken);
        try
        {
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

    private ReadOnlyMemory<byte> ToLine(DeadLetter letter)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, Guid.NewGuid());
            foreach (var (name, value) in DeadLetterHeaders.Of(letter, time.GetUtcNow(), isTruncated: false))
            {
                writer.WritePropertyName(name);
                if (value is int number) writer.WriteNumberValue(number);
                else writer.WriteStringValue((string?)value);
            }

            writer.WriteBase64String("body"u8, letter.Body.Span);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
