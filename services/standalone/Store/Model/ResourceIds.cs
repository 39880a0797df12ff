using System.Security.Cryptography;
using System.Text;

namespace Altimeter.Standalone.Store.Model;

/// <summary>The UUID of a resource from the id that a writer sends (spec §11).</summary>
internal static class ResourceIds
{
    private const int LongestText = 255;

    private static readonly byte[] Namespace = Convert.FromHexString("0a7a15ffaa134ac2897c9bdf30ce175b");

    /// <summary>Text that reads as a UUID is that UUID; other text becomes a UUID of version 5 of itself and its creator.</summary>
    /// <exception cref="FormatException">It contains <c>/</c> or is longer than 255 characters.</exception>
    public static string Resolve(string text, string creator)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            throw new FormatException("'/' is not supported in resource id");
        }

        if (TryParseUuid(text, out var uuid))
        {
            return uuid;
        }

        return text.EnumerateRunes().Count() <= LongestText
            ? Version5(text + "\0" + creator)
            : throw new FormatException("transformable resource id >255 max allowed characters");
    }

    /// <summary>Reads a UUID in any spelling: hyphens anywhere or none, braces, <c>urn:uuid:</c>, either case.</summary>
    public static bool TryParseUuid(string text, out string uuid)
    {
        var digits = text.Replace("urn:", "", StringComparison.Ordinal).Replace("uuid:", "", StringComparison.Ordinal)
            .Trim('{', '}').Replace("-", "", StringComparison.Ordinal);
        var valid = Guid.TryParseExact(digits, "N", out var value);
        uuid = valid ? value.ToString("D") : "";
        return valid;
    }

    private static string Version5(string name)
    {
#pragma warning disable CA5350 // RFC 9562 §5.5 makes version 5 of SHA-1
        var hash = SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name)]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }
}
