using System.Security.Cryptography;
using System.Text;

namespace Altimeter.Hosting.Delivery;

/// <summary>Ids that come out the same on every repeat, so that a receiver recognises it.</summary>
public static class MessageIds
{
    /// <summary>Derives an id: UUIDv5 (RFC 9562 §5.5) of <paramref name="source"/> as namespace and the parts, joined by U+0000, as name.</summary>
    public static Guid Derive(Guid source, params ReadOnlySpan<string> parts)
    {
        var name = string.Join('\0', parts);
        Span<byte> input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        source.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input[16..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 for version 5; nothing secret depends on it
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Derives an id from a text namespace id that may or may not be a UUID.</summary>
    public static Guid Derive(string source, params ReadOnlySpan<string> parts) =>
        Derive(Guid.TryParse(source, out var guid) ? guid : Derive(Guid.Empty, source), parts);
}
