using System.Globalization;
using System.Text;
using Altimeter.Oslo.Envelope;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>A value behind its converter: an integer, a float or a text, as Python would hold it.</summary>
public readonly record struct ConvertedValue
{
    private readonly Int128 _integer;
    private readonly double _float;
    private readonly string? _text;
    private readonly Kind _kind;

    private ConvertedValue(Kind kind, Int128 integer = default, double number = 0, string? text = null) =>
        (_kind, _integer, _float, _text) = (kind, integer, number, text);

    private enum Kind : byte
    {
        Integer,
        Float,
        Text,
    }

    /// <summary>An integer.</summary>
    public static ConvertedValue Of(Int128 value) => new(Kind.Integer, integer: value);

    /// <summary>A float; stays one even without a fraction: <c>125000000.0</c>.</summary>
    public static ConvertedValue Of(double value) => new(Kind.Float, number: value);

    /// <summary>A text.</summary>
    public static ConvertedValue Of(string value) => new(Kind.Text, text: value);

    /// <summary>Whether this is an integer or a float.</summary>
    public bool IsNumber => _kind != Kind.Text;

    /// <summary>This as text, in Python's forms.</summary>
    public string AsText => _kind switch
    {
        Kind.Integer => _integer.ToString(CultureInfo.InvariantCulture),
        Kind.Float => PythonNumber.Repr(_float),
        _ => _text!,
    };

    /// <summary>Takes this away from an integer: the result is an integer or a float as this is.</summary>
    /// <exception cref="InvalidOperationException">This is a text.</exception>
    public ConvertedValue SubtractedFrom(Int128 total) => _kind switch
    {
        Kind.Integer => Of(total - _integer),
        Kind.Float => Of((double)total - _float),
        _ => throw new InvalidOperationException("a text cannot be taken away from a number"),
    };

    /// <summary>This as a JSON value, UTF-8; NaN and the infinities as Python writes them.</summary>
    public byte[] ToJson()
    {
        if (_kind != Kind.Text)
        {
            return Encoding.ASCII.GetBytes(_kind == Kind.Integer ? AsText
                : double.IsNaN(_float) ? "NaN"
                : double.IsPositiveInfinity(_float) ? "Infinity"
                : double.IsNegativeInfinity(_float) ? "-Infinity"
                : AsText);
        }

        var output = new System.Buffers.ArrayBufferWriter<byte>(_text!.Length + 2);
        AsciiJson.WriteText(output, _text);
        return output.WrittenSpan.ToArray();
    }
}
