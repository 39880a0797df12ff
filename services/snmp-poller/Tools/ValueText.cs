using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Tools;

/// <summary>Values as net-snmp's tools print them, each on one line unless a text has lines itself.</summary>
internal static class ValueText
{
    /// <summary>Type and value: <c>STRING: eth0</c>, <c>Timeticks: (123) 0:00:01.23</c>, or the sentence for a value that is not there.</summary>
    public static string Format(in SnmpValue value, NamedObject? known, ObjectNames names) => value.Type switch
    {
        SnmpType.NoSuchObject => "No Such Object available on this agent at this OID",
        SnmpType.NoSuchInstance => "No Such Instance currently exists at this OID",
        SnmpType.EndOfMibView => "No more variables left in this MIB View (It is past the end of the MIB tree)",
        SnmpType.Null => "NULL",
        SnmpType.OctetString => Octets(value.Octets.Span, known?.Form ?? OctetForm.Unknown),
        SnmpType.ObjectIdentifier => $"OID: {names.Format(value.AsOid)}",
        _ when !value.IsPresent => $"({value.Cause})",
        _ => $"{TypeName(value.Type)}: {Plain(value, known)}",
    };

    /// <summary>The name of a type in net-snmp's output.</summary>
    public static string TypeName(SnmpType type) => type switch
    {
        SnmpType.Integer32 => "INTEGER",
        SnmpType.OctetString => "STRING",
        SnmpType.ObjectIdentifier => "OID",
        SnmpType.TimeTicks => "Timeticks",
        SnmpType.Opaque => "OPAQUE",
        SnmpType.Nsap => "NsapAddress",
        SnmpType.OpaqueFloat or SnmpType.OpaqueDouble => "Opaque: Float",
        SnmpType.OpaqueInt64 => "Opaque: Int64",
        SnmpType.OpaqueUInt64 => "Opaque: UInt64",
        SnmpType.OpaqueCounter64 => "Opaque: Counter64",
        _ => type.ToString(),
    };

    /// <summary>Whether octets are text for people: valid UTF-8 without control characters but line ends and tabs; a NUL at the end is cut.</summary>
    public static bool TryGetText(ReadOnlySpan<byte> octets, out string text)
    {
        text = "";
        if (octets is [.. var front, 0]) octets = front;
        if (!System.Text.Unicode.Utf8.IsValid(octets)) return false;
        text = Encoding.UTF8.GetString(octets);
        return text.All(c => !char.IsControl(c) || c is '\n' or '\r' or '\t');
    }

    private static string Plain(in SnmpValue value, NamedObject? known)
    {
        switch (value.Type)
        {
            case SnmpType.Integer32 when value.TryGetInteger(out var number) && known?.Labels?.TryGetValue((long)number, out var label) == true:
                return $"{label}({number})";
            case SnmpType.TimeTicks when value.TryGetInteger(out var ticks):
                return TimeTicks((uint)ticks);
            case SnmpType.OpaqueFloat or SnmpType.OpaqueDouble when value.TryGetDouble(out var real):
                return real.ToString("F6", CultureInfo.InvariantCulture);
            case SnmpType.Opaque or SnmpType.Nsap:
                return Hex(value.Octets.Span);
            default:
                return value.ToString();
        }
    }

    private static string TimeTicks(uint ticks)
    {
        var (days, rest) = Math.DivRem(ticks, 8_640_000u);
        var head = days == 0 ? "" : days == 1 ? "1 day, " : string.Create(CultureInfo.InvariantCulture, $"{days} days, ");
        return string.Create(CultureInfo.InvariantCulture, $"({ticks}) {head}{rest / 360_000}:{rest / 6_000 % 60:00}:{rest / 100 % 60:00}.{rest % 100:00}");
    }

    private static string Octets(ReadOnlySpan<byte> octets, OctetForm form)
    {
        if (form == OctetForm.PhysicalAddress) return "STRING: " + string.Join(':', octets.ToArray().Select(o => o.ToString("x", CultureInfo.InvariantCulture)));
        if (form == OctetForm.DateAndTime && octets.Length is 8 or 11) return "STRING: " + DateAndTime(octets);
        if (!TryGetText(octets, out var text)) return "Hex-STRING: " + Hex(octets);
        if (form == OctetForm.Text) return "STRING: " + text;
        return octets.IsEmpty ? "\"\"" : $"STRING: \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    // RFC 2579: year (2 octets), month, day, hour, minute, second, deci-second, and, if known, sign, hours and minutes from UTC.
    private static string DateAndTime(ReadOnlySpan<byte> o)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt16BigEndian(o)}-{o[2]}-{o[3]},{o[4]}:{o[5]}:{o[6]}.{o[7]}");
        return o.Length == 8 || o[8] is not ((byte)'+' or (byte)'-') ? text : text + string.Create(CultureInfo.InvariantCulture, $",{(char)o[8]}{o[9]}:{o[10]}");
    }

    private static string Hex(ReadOnlySpan<byte> octets) => string.Join(' ', octets.ToArray().Select(o => o.ToString("X2", CultureInfo.InvariantCulture)));
}
