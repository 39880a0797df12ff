using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Altimeter.Oslo.Transport;

/// <summary>A broker's address in oslo's form, <c>rabbit://u:p@h1:5672,u:p@h2:5672/vhost?option=value</c>, or <c>amqp[s]://</c> (spec/notifications.md A.3).</summary>
public sealed class TransportUrl
{
    private const int DefaultPort = 5672;
    private const int DefaultTlsPort = 5671;
    private const string Guest = "guest";

    private TransportUrl(string scheme, IReadOnlyList<TransportHost> hosts, string virtualHost, IReadOnlyDictionary<string, string> options)
    {
        Scheme = scheme;
        Hosts = hosts;
        VirtualHost = virtualHost;
        Options = options;
    }

    /// <summary><c>rabbit</c>, <c>kombu</c>, <c>amqp</c> or <c>amqps</c>.</summary>
    public string Scheme { get; }

    /// <summary>Hosts in the order given, at least one.</summary>
    public IReadOnlyList<TransportHost> Hosts { get; }

    /// <summary>Virtual host, decoded; <c>/</c> by default.</summary>
    public string VirtualHost { get; }

    /// <summary>Options of group oslo_messaging_rabbit for this transport, lower-case names; of repeated ones the values joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>Whether connections use TLS: <c>amqps</c> or option <c>ssl</c>.</summary>
    public bool IsTls => Scheme == "amqps" || GetBoolean("ssl", false);

    /// <summary>Parses an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="url">The parsed one.</param>
    /// <param name="error">What is wrong and what was expected, without any secret.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TransportUrl? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0)
        {
            error = "the address has no scheme; rabbit://user:password@host:5672/vhost is expected";
            return false;
        }

#pragma warning disable CA1308 // schemes are lower case
        var scheme = text[..schemeEnd].ToLowerInvariant();
#pragma warning restore CA1308
        if (scheme is not ("rabbit" or "kombu" or "amqp" or "amqps"))
        {
            error = $"scheme '{scheme}' has no driver here; rabbit, kombu, amqp or amqps is expected";
            return false;
        }

        var rest = text.AsSpan(schemeEnd + 3);
        var query = ReadOnlySpan<char>.Empty;
        if (rest.IndexOf('?') is var mark and >= 0)
        {
            query = rest[(mark + 1)..];
            rest = rest[..mark];
        }

        var path = ReadOnlySpan<char>.Empty;
        if (rest.IndexOf('/') is var slash and >= 0)
        {
            path = rest[(slash + 1)..];
            rest = rest[..slash];
        }

        if (!TryParseHosts(rest, scheme == "amqps" ? DefaultTlsPort : DefaultPort, out var hosts, out error)) return false;
        if (!TryParseOptions(query, out var options, out error)) return false;
        url = new TransportUrl(scheme, hosts, path.IsEmpty || path is "/" ? "/" : Uri.UnescapeDataString(path.ToString()), options);
        return true;
    }

    /// <summary>A truth value among the options.</summary>
    public bool GetBoolean(string name, bool otherwise) =>
        Options.TryGetValue(name, out var value) ? TransportOptions.IsTrue(value) : otherwise;

    /// <summary>A whole number among the options.</summary>
    public int GetInt32(string name, int otherwise) =>
        Options.TryGetValue(name, out var value) && int.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>The address without users, passwords and options.</summary>
    public override string ToString() => $"{Scheme}://{string.Join(',', Hosts)}/{(VirtualHost == "/" ? "" : Uri.EscapeDataString(VirtualHost))}";

    private static bool TryParseHosts(ReadOnlySpan<char> text, int defaultPort, out List<TransportHost> hosts, [NotNullWhen(false)] out string? error)
    {
        hosts = [];
        error = null;
        foreach (var range in text.Split(','))
        {
            var piece = text[range];
            if (piece.IsEmpty) continue;
            if (!TryParseHost(piece, defaultPort, out var host, out error)) return false;
            hosts.Add(host);
        }

        if (hosts.Count == 0) hosts.Add(new TransportHost("localhost", defaultPort, Guest, Guest));
        return true;
    }

    private static bool TryParseHost(ReadOnlySpan<char> piece, int defaultPort, [NotNullWhen(true)] out TransportHost? host, [NotNullWhen(false)] out string? error)
    {
        host = null;
        string user = Guest, password = Guest;
        if (piece.LastIndexOf('@') is var at and >= 0)
        {
            var credentials = piece[..at];
            piece = piece[(at + 1)..];
            var colon = credentials.IndexOf(':');
            user = Uri.UnescapeDataString((colon < 0 ? credentials : credentials[..colon]).ToString());
            password = colon < 0 ? "" : Uri.UnescapeDataString(credentials[(colon + 1)..].ToString());
        }

        var name = piece;
        var portText = ReadOnlySpan<char>.Empty;
        if (piece.StartsWith('['))
        {
            var end = piece.IndexOf(']');
            if (end < 0)
            {
                error = $"host '{piece}' opens a bracket and does not close it";
                return false;
            }

            name = piece[1..end];
            if (piece[(end + 1)..].StartsWith(':')) portText = piece[(end + 2)..];
        }
        else if (piece.IndexOf(':') is var separator and >= 0)
        {
            name = piece[..separator];
            portText = piece[(separator + 1)..];
        }

        var port = defaultPort;
        if (!portText.IsEmpty && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > 65_535))
        {
            // Not quoted: an unescaped / in a password makes a part of it look like a port.
            error = $"the port of host '{name}' is no number from 1 to 65535 (an IPv6 address needs brackets, a password percent-encoding)";
            return false;
        }

        error = null;
        host = new TransportHost(name.IsEmpty ? "localhost" : name.ToString(), port, user, password);
        return true;
    }

    private static bool TryParseOptions(ReadOnlySpan<char> query, out Dictionary<string, string> options, [NotNullWhen(false)] out string? error)
    {
        options = new Dictionary<string, string>(StringComparer.Ordinal);
        error = null;
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            if (part.IsEmpty) continue;
            var equals = part.IndexOf('=');
            var name = Uri.UnescapeDataString((equals < 0 ? part : part[..equals]).ToString());
            var value = equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..].ToString().Replace('+', ' '));
            if (TransportOptions.Check(name, value) is { } problem)
            {
                error = problem;
                return false;
            }

            options[name] = options.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }

        if (TransportOptions.IsTrue(options.GetValueOrDefault("rabbit_quorum_queue", "")) && TransportOptions.IsTrue(options.GetValueOrDefault("rabbit_ha_queues", "")))
            error = "options rabbit_quorum_queue and rabbit_ha_queues are both true; one of them is expected";
        return error is null;
    }
}
