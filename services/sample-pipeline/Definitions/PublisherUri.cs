namespace Altimeter.SamplePipeline.Definitions;

/// <summary>Where a sink publishes to: <c>scheme://[user[:password]@]host[:port]/path?option=value</c> (spec/pipeline.md §9).</summary>
public sealed record PublisherUri
{
    private static readonly string[] Secrets = ["password", "secret", "token", "clientkey"];

    private PublisherUri(string text, string scheme, IReadOnlyDictionary<string, string> options)
    {
        Text = text;
        Scheme = scheme;
        Options = options;
    }

    /// <summary>The URI as written, with <c>://</c> when it was left out. May hold a password: never logged, never sent.</summary>
    public string Text { get; }

    /// <summary>Scheme, as written.</summary>
    public string Scheme { get; }

    /// <summary>Options of the query without secrets: of a repeated one the last counts, an empty value counts as absent.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>Reads an entry of <c>publishers</c>; a bare scheme is completed.</summary>
    public static PublisherUri Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal)) text += "://";
        var scheme = text[..text.IndexOf("://", StringComparison.Ordinal)];
        var rest = text.AsSpan(scheme.Length);
        if (rest.IndexOf('#') is var fragment and >= 0) rest = rest[..fragment];
        var query = rest.IndexOf('?') is var mark and >= 0 ? rest[(mark + 1)..] : [];

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            if (part.IndexOf('=') is not (var equals and > 0)) continue;
            var name = Uri.UnescapeDataString(part[..equals].ToString());
            var value = Uri.UnescapeDataString(part[(equals + 1)..].ToString().Replace('+', ' '));
            if (value.Length > 0 && !Secrets.Contains(name, StringComparer.OrdinalIgnoreCase)) options[name] = value;
        }

        return new PublisherUri(text, scheme, options);
    }

    /// <summary>The scheme alone: the rest may hold a password.</summary>
    public override string ToString() => $"{Scheme}://";
}
