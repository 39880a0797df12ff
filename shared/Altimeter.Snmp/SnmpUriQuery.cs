using System.Net;

namespace Altimeter.Snmp;

/// <summary>The query of a target's URL: form decoding, the last of equal keys wins, empty values count as absent.</summary>
internal static class SnmpUriQuery
{
    public static IReadOnlyDictionary<string, string> Parse(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in query.Split('&'))
        {
            var pair = field.Split('=', 2);
            if (pair.Length == 2 && pair[1].Length > 0) values[WebUtility.UrlDecode(pair[0])] = WebUtility.UrlDecode(pair[1]);
        }
        return values;
    }
}
