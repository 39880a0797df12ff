using System.IO.Compression;

namespace Altimeter.Oslo.Envelope;

/// <summary>Undoes the compression that the header <c>compression</c> names.</summary>
internal static class BodyCompression
{
    /// <summary>Decompresses a body.</summary>
    /// <returns>The body unchanged when the method is unknown or the data is not of that kind; more than <see cref="NotificationEnvelope.MaxBytes"/> when it unpacks to more.</returns>
    public static ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> body, string? method)
    {
        // The header's name is historical: the body is a zlib stream, without gzip framing.
        if (method is not ("application/x-gzip" or "gzip" or "zlib")) return body;

        try
        {
            using var packed = new MemoryStream(body.ToArray(), writable: false);
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; plain.Length <= NotificationEnvelope.MaxBytes && (read = zlib.Read(buffer)) > 0;) plain.Write(buffer, 0, read);
            return plain.GetBuffer().AsMemory(0, (int)plain.Length);
        }
        catch (InvalidDataException)
        {
            return body;
        }
    }
}
