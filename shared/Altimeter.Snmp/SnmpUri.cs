using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Altimeter.Snmp;

/// <summary>Targets as Ceilometer writes them: <c>snmp://[user[:password]@]host[:port][?key=value&amp;…]</c>. Messages never hold a part of the text that may be secret.</summary>
public static class SnmpUri
{
    private const string Scheme = "snmp://";

    /// <summary>Reads a target; unknown protocol names count as absent, as in the reference.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="target">The target; null on error.</param>
    /// <param name="error">What is wrong and what was expected; empty on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SnmpTarget? target, out string error) => TryParse(text, out target, out error, out _);

    /// <summary>Reads a target; unknown protocol names count as absent, as in the reference, with a warning.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="target">The target; null on error.</param>
    /// <param name="error">What is wrong and what was expected; empty on success.</param>
    /// <param name="warnings">What was read, but probably not as meant.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SnmpTarget? target, out string error, out IReadOnlyList<string> warnings)
    {
        var found = new List<string>();
        warnings = found;
        target = null;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            error = $"the URL does not begin with {Scheme}";
            return false;
        }
        var rest = text[Scheme.Length..].Split('#', 2)[0];
        var parts = rest.Split('?', 2);
        var authority = parts[0].Split('/', 2)[0];
        var at = authority.LastIndexOf('@');
        var userInfo = (at < 0 ? "" : authority[..at]).Split(':', 2);
        if (!TryReadHost(authority[(at + 1)..], out var host, out var port, out error)) return false;

        var query = SnmpUriQuery.Parse(parts.Length > 1 ? parts[1] : "");
        var user = userInfo[0];
        var password = userInfo.Length > 1 ? userInfo[1] : "";
        target = new SnmpTarget(host) { Port = port };
        error = SnmpUriSecurity.Apply(ref target, user, password, query, found) ?? SnmpUriOptions.Apply(ref target, query, found) ?? "";
        if (error.Length > 0) target = null;
        return target is not null;
    }

    private static bool TryReadHost(string text, out string host, out int port, out string error)
    {
        port = SnmpTarget.DefaultPort;
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : 0;
        var colon = bracket < 0 ? -1 : text.IndexOf(':', bracket);
        host = (colon < 0 ? text : text[..colon]).Trim('[', ']').ToLowerInvariant();
        error = "";
        if (bracket < 0 || host.Length == 0)
        {
            error = "the URL has no host; expected a name, an IPv4 address or an IPv6 address in brackets";
        }
        else if (colon >= 0 && colon + 1 < text.Length
            && !(int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue))
        {
            // The text may be a piece of a password with '/', so it is not repeated.
            error = "the port is no number from 1 to 65535; an IPv6 address needs brackets, and a password cannot contain '/', '?' or '#'";
        }
        return error.Length == 0;
    }
}
