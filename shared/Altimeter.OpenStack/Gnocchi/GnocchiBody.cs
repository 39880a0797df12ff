using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>A JSON request body in a rented buffer: written once, sent as often as needed, given back at the end.</summary>
public sealed class GnocchiBody : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 16 * 1024;

    // Bodies go to a JSON parser and never into HTML: non-ASCII text and the + of time zones stay readable and short.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    /// <summary>Creates an empty body.</summary>
    public GnocchiBody() => Writer = new Utf8JsonWriter(this, WriterOptions);

    /// <summary>Writes the body.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written so far; valid until the body is disposed.</summary>
    public ReadOnlyMemory<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.AsMemory(0, _length);
        }
    }

    /// <summary>Gives the body as content for one request; every try needs a new one.</summary>
    public HttpContent ToContent()
    {
        Writer.Flush();
        return WithType(new ByteArrayContent(_buffer, 0, _length), "application/json");
    }

    /// <summary>Gives a finished JSON text as content for one request.</summary>
    public static HttpContent Of(byte[] json) => WithType(new ByteArrayContent(json), "application/json");

    /// <summary>Gives a JSON Patch as content for one request.</summary>
    public static HttpContent OfPatch(IReadOnlyList<ResourceTypePatch> operations) => WithType(
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(operations, GnocchiJsonContext.Default.IReadOnlyListResourceTypePatch)),
        "application/json-patch+json");

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static ByteArrayContent WithType(ByteArrayContent content, string type)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private void Reserve(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _buffer.Length));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
