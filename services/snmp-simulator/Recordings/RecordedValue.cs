using System.Globalization;
using System.Net;
using Altimeter.Snmp;

namespace Altimeter.SnmpSimulator.Recordings;

/// <summary>Reads tag and value of a line.</summary>
internal static class RecordedValue
{
    /// <exception cref="FormatException">Tag or value is wrong; the message says what was expected.</exception>
    public static Func<TimeSpan, SnmpValue> Parse(string tag, string value)
    {
        var module = tag.Split(':', 2);
        var isHex = module[0].EndsWith('x');
        if (!ushort.TryParse(module[0].AsSpan().TrimEnd('x'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new FormatException($"'{tag}' is no tag; expected a number such as 65, 4x or 65:numeric");
        var type = (SnmpType)number;
        if (module.Length > 1)
        {
            if (module[1] != "numeric") throw new FormatException($"variation '{module[1]}' is unknown; expected numeric");
            var variation = Variation.Parse(value);
            _ = Moving(type, variation.At(TimeSpan.Zero));
            return age => Moving(type, variation.At(age));
        }
        var constant = isHex ? Octets(type, value) : Constant(type, value);
        return _ => constant;
    }

    private static SnmpValue Octets(SnmpType type, string value)
    {
        var octets = Convert.FromHexString(value);
        return type switch
        {
            SnmpType.OctetString or SnmpType.Opaque or SnmpType.Nsap => SnmpValue.OctetString(octets, type),
            SnmpType.IpAddress when octets.Length is 4 or 16 => SnmpValue.IpAddress(new IPAddress(octets)),
            _ => throw new FormatException($"tag {(int)type} does not take hex; expected 4x, 64x, 68x or 69x"),
        };
    }

    private static SnmpValue Constant(SnmpType type, string value) => type switch
    {
        SnmpType.OctetString => SnmpValue.OctetString(value),
        SnmpType.Null => SnmpValue.Null,
        SnmpType.ObjectIdentifier when Oid.TryParse(value, out var oid) && oid.IsEncodable => SnmpValue.ObjectIdentifier(oid),
        SnmpType.IpAddress => SnmpValue.IpAddress(IPAddress.Parse(value)),
        SnmpType.Integer32 when int.TryParse(value, CultureInfo.InvariantCulture, out var number) => SnmpValue.Integer(number),
        SnmpType.Counter64 when ulong.TryParse(value, CultureInfo.InvariantCulture, out var number) => SnmpValue.Unsigned(type, number),
        SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.UInteger32 when uint.TryParse(value, CultureInfo.InvariantCulture, out var number) =>
            SnmpValue.Unsigned(type, number),
        SnmpType.Opaque when float.TryParse(value, CultureInfo.InvariantCulture, out var number) => SnmpValue.Float(number),
        _ => throw new FormatException($"'{value}' is no value of tag {(int)type}"),
    };

    // Counters and ticks wrap; the others stop at the ends of their range.
    private static SnmpValue Moving(SnmpType type, double value) => type switch
    {
        SnmpType.OctetString => SnmpValue.OctetString(value.ToString("F2", CultureInfo.InvariantCulture)),
        SnmpType.Integer32 => SnmpValue.Integer((int)Math.Clamp(value, int.MinValue, int.MaxValue)),
        SnmpType.Gauge32 or SnmpType.UInteger32 => SnmpValue.Unsigned(type, (uint)Math.Clamp(value, 0, uint.MaxValue)),
        SnmpType.Counter32 or SnmpType.TimeTicks => SnmpValue.Unsigned(type, (ulong)Math.Max(value, 0) & uint.MaxValue),
        SnmpType.Counter64 => SnmpValue.Unsigned(type, (ulong)Math.Max(value, 0)),
        SnmpType.Opaque => SnmpValue.Float((float)value),
        _ => throw new FormatException($"tag {(int)type} does not take :numeric"),
    };
}
