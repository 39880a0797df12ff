using System.Globalization;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Tools;

/// <summary>An object with a name.</summary>
/// <param name="Mib">Module that defines it.</param>
/// <param name="Name">Its descriptor.</param>
/// <param name="Oid">Its OID, without index.</param>
/// <param name="Form">How octets are shown.</param>
/// <param name="Labels">Names of an INTEGER's values; null if it has none.</param>
internal sealed record NamedObject(string Mib, string Name, Oid Oid, OctetForm Form, IReadOnlyDictionary<long, string>? Labels)
{
    public static NamedObject Parse(string mib, Oid oid, string[] fields)
    {
        var detail = fields.Length > 2 ? fields[2] : "";
        var labels = !detail.Contains('=', StringComparison.Ordinal) ? null : detail.Split(',').Select(pair => pair.Split('='))
            .ToDictionary(pair => long.Parse(pair[1], CultureInfo.InvariantCulture), pair => pair[0]);
        var form = detail switch { "text" => OctetForm.Text, "mac" => OctetForm.PhysicalAddress, "date" => OctetForm.DateAndTime, _ => OctetForm.Unknown };
        return new NamedObject(mib, fields[1], oid, form, labels);
    }
}
