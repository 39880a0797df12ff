using System.Buffers;
using Altimeter.Oslo.Envelope;

namespace Altimeter.NotificationRouter.Samples;

/// <summary>Takes the secrets out of <c>resource_url</c>: pollers put the polled address there, credentials included.</summary>
internal static class ResourceUrl
{
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>Gives the metadata without user info and query in its <c>resource_url</c>; every other byte stays.</summary>
    public static ReadOnlyMemory<byte> WithoutSecrets(RawJson metadata)
    {
        ArrayBufferWriter<byte>? output = null;
        var json = metadata.Bytes.Span;
        var copied = 0;
        foreach (var member in metadata.Members())
        {
            if (!member.NameEquals("resource_url"u8) || member.Value.GetText() is not { } url || Strip(url) is not { } stripped || stripped == url) continue;
            output ??= new ArrayBufferWriter<byte>(json.Length);
            json.Overlaps(member.Value.Bytes.Span, out var start);
            output.Write(json[copied..start]);
            AsciiJson.WriteText(output, stripped);
            copied = start + member.Value.Bytes.Length;
        }

        if (output is null) return metadata.Bytes;
        output.Write(json[copied..]);
        return output.WrittenMemory;
    }

    /// <summary>Strips user info, query and fragment. Of an address whose parts cannot be told apart only the scheme is left.</summary>
    internal static string Strip(string url)
    {
        var start = SchemeLength(url);
        var rest = url.AsSpan(start);
        var query = rest.IndexOfAny('?', '#');
        var beforeQuery = query < 0 ? rest : rest[..query];
        var userInfoEnd = beforeQuery.LastIndexOf('@');
        var address = beforeQuery[(userInfoEnd + 1)..];

        // A secret with an unescaped ? or # in it looks like the query: then the @ comes after it.
        var isClear = query < 0 || userInfoEnd >= 0 || !rest[query..].Contains('@');
        return string.Concat(url.AsSpan(0, start), isClear && HasNumericPort(address) ? address : default);
    }

    private static int SchemeLength(string url)
    {
        var end = url.IndexOf("://", StringComparison.Ordinal);
        return end < 0 || url.AsSpan(0, end).ContainsAnyExcept(SchemeCharacters) ? 0 : end + 3;
    }

    private static bool HasNumericPort(ReadOnlySpan<char> address)
    {
        var authority = address.IndexOf('/') is var slash and >= 0 ? address[..slash] : address;
        var port = authority.LastIndexOf(':');
        return port < 0 || authority.EndsWith(']') || !authority[(port + 1)..].ContainsAnyExceptInRange('0', '9');
    }
}
