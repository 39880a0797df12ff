using System.Security.Cryptography;
using System.Text;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>How Gnocchi makes its own id of a resource id (spec section 11).</summary>
public static class GnocchiIds
{
    private static readonly Guid Namespace = new("0a7a15ff-aa13-4ac2-897c-9bdf30ce175b");

    /// <summary>Gives Gnocchi's id: a UUID in any spelling as it is, else UUIDv5 of value, U+0000 and creator.</summary>
    /// <param name="value">Resource id as sent.</param>
    /// <param name="creator">User name in basic mode, <c>user:project</c> with keystone.</param>
    public static Guid ToUuid(string value, string creator)
    {
        if (TryParseUuid(value, out var uuid)) return uuid;
        var name = Encoding.UTF8.GetBytes($"{value}\0{creator}");
        Span<byte> input = new byte[16 + name.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[16..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // version 5 of UUIDs is SHA-1 by definition; nothing secret depends on it
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    // As Python's uuid.UUID reads it: prefix and braces off, hyphens anywhere.
    private static bool TryParseUuid(string text, out Guid uuid)
    {
        var digits = text.Replace("urn:", "", StringComparison.Ordinal).Replace("uuid:", "", StringComparison.Ordinal).Trim('{', '}')
            .Replace("-", "", StringComparison.Ordinal);
        return Guid.TryParseExact(digits, "N", out uuid);
    }
}
