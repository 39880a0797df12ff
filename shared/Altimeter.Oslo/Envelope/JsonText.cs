using System.Buffers;
using System.Globalization;
using System.Text;

namespace Altimeter.Oslo.Envelope;

/// <summary>Escapes of JSON texts, both ways.</summary>
internal static class JsonText
{
    private const int LongestEscape = 6;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(i => (char)i).Where(c => c is not ('"' or '\\'))]);

    /// <summary>Unescapes what stands between the quotes; lone surrogates stay as they are.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\')) return Encoding.UTF8.GetString(escaped);

        var chars = new char[escaped.Length];
        var length = 0;
        while (escaped.IndexOf((byte)'\\') is var next and >= 0)
        {
            length += Encoding.UTF8.GetChars(escaped[..next], chars.AsSpan(length));
            chars[length++] = TakeEscape(escaped[next..], out var taken);
            escaped = escaped[(next + taken)..];
        }

        length += Encoding.UTF8.GetChars(escaped, chars.AsSpan(length));
        return new string(chars, 0, length);
    }

    /// <summary>Unescapes what stands between the quotes into UTF-8. UTF-8 has no lone surrogates: one stays as its escape.</summary>
    /// <returns>The text itself when it has no escape, else a new array.</returns>
    public static ReadOnlyMemory<byte> UnescapeToUtf8(ReadOnlyMemory<byte> text)
    {
        var escaped = text.Span;
        if (!escaped.Contains((byte)'\\')) return text;

        var bytes = new byte[escaped.Length];
        var length = 0;
        while (escaped.IndexOf((byte)'\\') is var next and >= 0)
        {
            escaped[..next].CopyTo(bytes.AsSpan(length));
            length += next;
            var unit = TakeEscape(escaped[next..], out var taken);
            var rest = escaped[(next + taken)..];
            if (!char.IsSurrogate(unit))
            {
                length += new Rune(unit).EncodeToUtf8(bytes.AsSpan(length));
            }
            else if (char.IsHighSurrogate(unit) && rest.StartsWith("\\u"u8) && TakeEscape(rest, out var low) is var second && char.IsLowSurrogate(second))
            {
                length += new Rune(unit, second).EncodeToUtf8(bytes.AsSpan(length));
                rest = rest[low..];
            }
            else
            {
                escaped.Slice(next, taken).CopyTo(bytes.AsSpan(length));
                length += taken;
            }

            escaped = rest;
        }

        escaped.CopyTo(bytes.AsSpan(length));
        return bytes.AsMemory(0, length + escaped.Length);
    }

    /// <summary>Writes a text with quotes, in ASCII: everything outside 0x20–0x7e is escaped, as Python's encoder does.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        WriteByte(output, (byte)'"');
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Plain);
            if (plain < 0) plain = text.Length;
            if (plain > 0)
            {
                output.Advance(Encoding.ASCII.GetBytes(text[..plain], output.GetSpan(plain)));
                text = text[plain..];
                continue;
            }

            output.Advance(Escape(text[0], output.GetSpan(LongestEscape)));
            text = text[1..];
        }

        WriteByte(output, (byte)'"');
    }

    private static int Escape(char unit, Span<byte> output)
    {
        output[0] = (byte)'\\';
        output[1] = unit switch
        {
            '"' => (byte)'"',
            '\\' => (byte)'\\',
            '\b' => (byte)'b',
            '\f' => (byte)'f',
            '\n' => (byte)'n',
            '\r' => (byte)'r',
            '\t' => (byte)'t',
            _ => (byte)'u',
        };
        if (output[1] != 'u') return 2;
        ((int)unit).TryFormat(output[2..], out _, "x4", CultureInfo.InvariantCulture);
        return LongestEscape;
    }

    private static char TakeEscape(ReadOnlySpan<byte> at, out int taken)
    {
        taken = 2;
        switch (at[1])
        {
            case (byte)'b': return '\b';
            case (byte)'f': return '\f';
            case (byte)'n': return '\n';
            case (byte)'r': return '\r';
            case (byte)'t': return '\t';
            case (byte)'u':
                taken = LongestEscape;
                return (char)int.Parse(at[2..LongestEscape], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            default: return (char)at[1];
        }
    }

    private static void WriteByte(IBufferWriter<byte> output, byte octet)
    {
        output.GetSpan(1)[0] = octet;
        output.Advance(1);
    }
}
