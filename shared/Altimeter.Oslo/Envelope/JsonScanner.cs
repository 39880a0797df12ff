using System.Buffers;
using System.Text.Unicode;

namespace Altimeter.Oslo.Envelope;

/// <summary>Finds the borders of JSON values in UTF-8 text as Python reads it: NaN and the infinities, numbers of any size, lone surrogate escapes.</summary>
internal static class JsonScanner
{
    /// <summary>Deepest nesting of arrays and objects.</summary>
    public const int MaxDepth = 128;

    private static readonly SearchValues<byte> TextEnds =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(i => (byte)i)]);

    private static readonly SearchValues<byte> QuoteOrBackslash = SearchValues.Create("\"\\"u8);

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    /// <summary>Checks a whole document: one value, white space around it allowed.</summary>
    /// <returns>What is wrong and where; null when all is well.</returns>
    public static string? Check(ReadOnlySpan<byte> json, out int start, out int end)
    {
        start = end = 0;
        if (!Utf8.IsValid(json)) return "not UTF-8";

        var position = 0;
        SkipSpace(json, ref position);
        start = position;
        if (CheckValue(json, ref position, depth: 0) is { } problem) return $"{problem} at byte {position}";
        end = position;
        SkipSpace(json, ref position);
        return position == json.Length ? null : $"text after the value at byte {position}";
    }

    /// <summary>Moves behind the value that starts here. The text has been checked.</summary>
    public static void SkipValue(ReadOnlySpan<byte> json, ref int position)
    {
        switch (json[position])
        {
            case (byte)'"':
                SkipText(json, ref position);
                break;
            case (byte)'{' or (byte)'[':
                var depth = 0;
                do
                {
                    position += json[position..].IndexOfAny(Structure);
                    switch (json[position])
                    {
                        case (byte)'"':
                            SkipText(json, ref position);
                            continue;
                        case (byte)'{' or (byte)'[':
                            depth++;
                            break;
                        default:
                            depth--;
                            break;
                    }

                    position++;
                }
                while (depth > 0);
                break;
            default:
                while (position < json.Length && json[position] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)':') && !IsSpace(json[position])) position++;
                break;
        }
    }

    /// <summary>Moves behind white space.</summary>
    public static void SkipSpace(ReadOnlySpan<byte> json, ref int position)
    {
        while (position < json.Length && IsSpace(json[position])) position++;
    }

    /// <summary>Tells the kind of a checked value.</summary>
    public static JsonKind KindOf(ReadOnlySpan<byte> value) => value.IsEmpty ? JsonKind.None : value[0] switch
    {
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'"' => JsonKind.Text,
        (byte)'n' => JsonKind.Null,
        (byte)'t' => JsonKind.True,
        (byte)'f' => JsonKind.False,
        _ => value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var other && (other < 0 || (other == 0 && value[0] == '-' && value[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0))
            ? JsonKind.Integer
            : JsonKind.Float,
    };

    private static bool IsSpace(byte octet) => octet is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private static void SkipText(ReadOnlySpan<byte> json, ref int position)
    {
        position++;
        while (true)
        {
            position += json[position..].IndexOfAny(QuoteOrBackslash);
            if (json[position] == '"')
            {
                position++;
                return;
            }

            position += 2;
        }
    }

    private static string? CheckValue(ReadOnlySpan<byte> json, ref int position, int depth)
    {
        if (position == json.Length) return "a value is expected";
        return json[position] switch
        {
            (byte)'"' => CheckText(json, ref position),
            (byte)'{' => CheckObject(json, ref position, depth + 1),
            (byte)'[' => CheckArray(json, ref position, depth + 1),
            (byte)'n' => CheckWord(json, ref position, "null"u8),
            (byte)'t' => CheckWord(json, ref position, "true"u8),
            (byte)'f' => CheckWord(json, ref position, "false"u8),
            (byte)'N' => CheckWord(json, ref position, "NaN"u8),
            (byte)'I' => CheckWord(json, ref position, "Infinity"u8),
            (byte)'-' when json[position..].StartsWith("-I"u8) => CheckWord(json, ref position, "-Infinity"u8),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => CheckNumber(json, ref position),
            _ => "a value is expected",
        };
    }

    private static string? CheckObject(ReadOnlySpan<byte> json, ref int position, int depth)
    {
        if (depth > MaxDepth) return $"nested deeper than {MaxDepth}";
        position++;
        SkipSpace(json, ref position);
        if (Take(json, ref position, '}')) return null;
        while (true)
        {
            if (position == json.Length || json[position] != '"') return "a member name is expected";
            if (CheckText(json, ref position) is { } nameProblem) return nameProblem;
            SkipSpace(json, ref position);
            if (!Take(json, ref position, ':')) return "':' is expected";
            SkipSpace(json, ref position);
            if (CheckValue(json, ref position, depth) is { } problem) return problem;
            SkipSpace(json, ref position);
            if (Take(json, ref position, '}')) return null;
            if (!Take(json, ref position, ',')) return "',' or '}' is expected";
            SkipSpace(json, ref position);
        }
    }

    private static string? CheckArray(ReadOnlySpan<byte> json, ref int position, int depth)
    {
        if (depth > MaxDepth) return $"nested deeper than {MaxDepth}";
        position++;
        SkipSpace(json, ref position);
        if (Take(json, ref position, ']')) return null;
        while (true)
        {
            if (CheckValue(json, ref position, depth) is { } problem) return problem;
            SkipSpace(json, ref position);
            if (Take(json, ref position, ']')) return null;
            if (!Take(json, ref position, ',')) return "',' or ']' is expected";
            SkipSpace(json, ref position);
        }
    }

    private static string? CheckText(ReadOnlySpan<byte> json, ref int position)
    {
        position++;
        while (true)
        {
            var next = json[position..].IndexOfAny(TextEnds);
            if (next < 0) return "the text does not end";
            position += next;
            switch (json[position])
            {
                case (byte)'"':
                    position++;
                    return null;
                case (byte)'\\':
                    if (!IsEscape(json[(position + 1)..], out var length)) return "unknown escape";
                    position += 1 + length;
                    break;
                default:
                    return "a control character stands unescaped in a text";
            }
        }
    }

    private static bool IsEscape(ReadOnlySpan<byte> after, out int length)
    {
        length = 1;
        if (after.IsEmpty) return false;
        if (after[0] != 'u') return "\"\\/bfnrt"u8.Contains(after[0]);
        length = 5;
        if (after.Length < 5) return false;
        foreach (var digit in after[1..5])
        {
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        }

        return true;
    }

    private static string? CheckNumber(ReadOnlySpan<byte> json, ref int position)
    {
        Take(json, ref position, '-');
        if (Take(json, ref position, '0'))
        {
            if (position < json.Length && char.IsAsciiDigit((char)json[position])) return "a number starts with 0";
        }
        else if (!TakeDigits(json, ref position))
        {
            return "a digit is expected";
        }

        if (Take(json, ref position, '.') && !TakeDigits(json, ref position)) return "a digit is expected";
        if (Take(json, ref position, 'e') || Take(json, ref position, 'E'))
        {
            if (!Take(json, ref position, '+')) Take(json, ref position, '-');
            if (!TakeDigits(json, ref position)) return "a digit is expected";
        }

        return null;
    }

    private static string? CheckWord(ReadOnlySpan<byte> json, ref int position, ReadOnlySpan<byte> word)
    {
        if (!json[position..].StartsWith(word)) return "a value is expected";
        position += word.Length;
        return null;
    }

    private static bool Take(ReadOnlySpan<byte> json, ref int position, char expected)
    {
        if (position == json.Length || json[position] != expected) return false;
        position++;
        return true;
    }

    private static bool TakeDigits(ReadOnlySpan<byte> json, ref int position)
    {
        var start = position;
        while (position < json.Length && char.IsAsciiDigit((char)json[position])) position++;
        return position > start;
    }
}
