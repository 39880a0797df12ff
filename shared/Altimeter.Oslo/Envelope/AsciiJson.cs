using System.Buffers;
using System.Text;

namespace Altimeter.Oslo.Envelope;

/// <summary>Writes JSON the way Python's encoder does by default: ASCII only, <c>", "</c> and <c>": "</c> between the parts.</summary>
public static class AsciiJson
{
    /// <summary>Writes a text with its quotes; everything outside 0x20–0x7e is escaped.</summary>
    public static void WriteText(IBufferWriter<byte> output, ReadOnlySpan<char> text) => JsonText.Write(output, text);

    /// <summary>Writes a text, or <c>null</c>.</summary>
    public static void WriteTextOrNull(IBufferWriter<byte> output, string? text)
    {
        if (text is null) output.Write("null"u8);
        else JsonText.Write(output, text);
    }

    /// <summary>Writes a value with Python's spacing and escapes; numbers keep their spelling.</summary>
    public static void WriteValue(IBufferWriter<byte> output, RawJson value)
    {
        switch (value.Kind)
        {
            case JsonKind.Object:
                var first = true;
                output.Write("{"u8);
                foreach (var member in value.Members())
                {
                    if (!first) output.Write(", "u8);
                    first = false;
                    WriteEscaped(output, member.RawName.Span);
                    output.Write(": "u8);
                    WriteValue(output, member.Value);
                }

                output.Write("}"u8);
                break;
            case JsonKind.Array:
                var empty = true;
                output.Write("["u8);
                foreach (var item in value.Items())
                {
                    if (!empty) output.Write(", "u8);
                    empty = false;
                    WriteValue(output, item);
                }

                output.Write("]"u8);
                break;
            case JsonKind.Text:
                WriteEscaped(output, value.Bytes.Span[1..^1]);
                break;
            default:
                output.Write(value.Bytes.Span);
                break;
        }
    }

    private static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<byte> escaped)
    {
        if (Ascii.IsValid(escaped) && !escaped.ContainsAny((byte)'\\', (byte)0x7f))
        {
            output.Write("\""u8);
            output.Write(escaped);
            output.Write("\""u8);
        }
        else
        {
            JsonText.Write(output, JsonText.Unescape(escaped));
        }
    }
}
