using System.Diagnostics.CodeAnalysis;
using System.Text;
using Altimeter.Oslo.Envelope;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>One of the closed set of converters (spec/polling.md §7.2). The reference evaluates the text of the file; here nothing is evaluated.</summary>
public sealed class ValueConverter
{
    private static readonly ValueConverter Integer = new("int", ToInteger);
    private static readonly ValueConverter Float = new("float", ToFloat);
    private static readonly ValueConverter String = new("string", ToText);
    private static readonly ValueConverter FloatText = new("float_text", TextToFloat);
    private static readonly ValueConverter BitsToBytes = new("bits_to_bytes", ToBytes);
    private static readonly ValueConverter Pretty = new("pretty", ToPretty);
    private static readonly ValueConverter Hex = new("hex", ToHex);

    private static readonly Dictionary<string, ValueConverter> ByName = new(StringComparer.Ordinal)
    {
        ["int"] = Integer,
        ["float"] = Float,
        ["str"] = String,
        ["string"] = String,
        ["float_text"] = FloatText,
        ["lambda x: float(str(x))"] = FloatText,
        ["bits_to_bytes"] = BitsToBytes,
        ["lambda x: int(x) / 8"] = BitsToBytes,
        ["hex"] = Hex,
        ["lambda x: x.prettyPrint().replace('0x', '')"] = Pretty,
    };

    private readonly Func<SnmpValue, ConvertedValue?> _convert;

    private ValueConverter(string name, Func<SnmpValue, ConvertedValue?> convert) => (Name, _convert) = (name, convert);

    /// <summary>Short name.</summary>
    public string Name { get; }

    /// <summary>What may stand in a file, for messages.</summary>
    public static string Expected { get; } = string.Join(", ", ByName.Keys.Where(name => !name.StartsWith("lambda", StringComparison.Ordinal)));

    /// <summary>Finds a converter by its text in a file: a short name or one of the reference's literals, blanks between words and quote marks not counting.</summary>
    public static bool TryGet(string text, [NotNullWhen(true)] out ValueConverter? converter) =>
        ByName.TryGetValue(text, out converter) || ByNormalForm.TryGetValue(Normalise(text), out converter);

    /// <summary>Converts a value.</summary>
    /// <returns>False when the value is of a type that the converter cannot take.</returns>
    public bool TryConvert(SnmpValue value, out ConvertedValue converted)
    {
        var result = value.IsPresent ? _convert(value) : null;
        converted = result.GetValueOrDefault();
        return result.HasValue;
    }

    private static readonly Dictionary<string, ValueConverter> ByNormalForm =
        ByName.ToDictionary(entry => Normalise(entry.Key), entry => entry.Value, StringComparer.Ordinal);

    private static string Normalise(string text) =>
        string.Concat(text.Where(c => !char.IsWhiteSpace(c)).Select(c => c == '"' ? '\'' : c));

    private static ConvertedValue? ToInteger(SnmpValue value)
    {
        if (value.TryGetInteger(out var integer)) return ConvertedValue.Of(integer);
        return value.TryGetDouble(out var number) && double.IsFinite(number) ? ConvertedValue.Of((Int128)number) : null;
    }

    private static ConvertedValue? ToFloat(SnmpValue value) => value.TryGetDouble(out var number) ? ConvertedValue.Of(number) : null;

    private static ConvertedValue? ToText(SnmpValue value) => ConvertedValue.Of(TextOf(value));

    private static ConvertedValue? TextToFloat(SnmpValue value)
    {
        if (value.TryGetDouble(out var number)) return ConvertedValue.Of(number);
        return PythonNumber.TryReadFloat(TextOf(value), out number) ? ConvertedValue.Of(number) : null;
    }

    private static ConvertedValue? ToBytes(SnmpValue value) =>
        value.TryGetInteger(out var bits) ? ConvertedValue.Of((double)bits / 8) : value.TryGetDouble(out var number) ? ConvertedValue.Of(Math.Truncate(number) / 8) : null;

    // Printable bytes come as text, all others as hexadecimal digits: the reference cannot tell ABCDEF from 41 42 43 44 45 46.
    private static ConvertedValue? ToPretty(SnmpValue value) => ConvertedValue.Of(value.ToString().Replace("0x", "", StringComparison.Ordinal));

    private static ConvertedValue? ToHex(SnmpValue value) =>
        value.Type == SnmpType.OctetString ? ConvertedValue.Of(Convert.ToHexStringLower(value.Octets.Span)) : ToPretty(value);

    private static string TextOf(SnmpValue value) =>
        value.Type == SnmpType.OctetString ? Encoding.Latin1.GetString(value.Octets.Span) : value.ToString();
}
