using System.Buffers;
using Altimeter.Oslo.Envelope;

namespace Altimeter.NotificationRouter.Samples;

/// <summary>Takes the secrets out of <c>resource_url</c>: pollers put the polled address there, credentials included.</summary>
internal static class ResourceUrl
{
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
        var schemeEnd = url.IndexOf("://", StringComparison.Ordinal);
        var start = schemeEnd < 0 ? 0 : schemeEnd + 3;
        var rest = url.AsSpan(start);
        if (rest.IndexOfAny('?', '#') is var query and >= 0) rest = rest[..query];
        rest = rest[(rest.LastIndexOf('@') + 1)..];

        // A secret with an unescaped ? or # in it looks like the query; then what is left has a port that is no number.
        var authority = rest.IndexOf('/') is var slash and >= 0 ? rest[..slash] : rest;
        var port = authority.LastIndexOf(':');
        var isClean = port < 0 || authority.EndsWith(']') || authority[(port + 1)..].IndexOfAnyExceptInRange('0', '9') < 0;
        return string.Concat(url.AsSpan(0, start), isClean ? rest : default);
    }
}
