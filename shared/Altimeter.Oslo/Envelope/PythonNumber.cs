using System.Globalization;
using System.Text;

namespace Altimeter.Oslo.Envelope;

/// <summary>Numbers as Python reads and writes them.</summary>
public static class PythonNumber
{
    /// <summary>Gives the shortest text that reads back as the same number, in Python's notation: <c>1.0</c>, <c>1e+16</c>, <c>1e-05</c>, <c>inf</c>, <c>nan</c>.</summary>
    public static string Repr(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";

        // .NET and Python agree on the shortest digits, not on when to use an exponent.
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var sign = double.IsNegative(number) ? "-" : "";
        var digits = ShortestDigits(shortest);
        var exponent = number == 0 ? 0 : ExponentOf(shortest);
        if (exponent is < -4 or > 15)
        {
            var power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits.AsSpan(1)}e{(exponent < 0 ? '-' : '+')}{power}";
        }

        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1) return $"{sign}{digits.PadRight(exponent + 1, '0')}.0";
        return $"{sign}{digits.AsSpan(0, exponent + 1)}.{digits.AsSpan(exponent + 1)}";
    }

    /// <summary>Gives Python's text of a value without parts: <c>None</c>, <c>True</c>, an integer's digits, or <see cref="Repr"/> of a float.</summary>
    /// <exception cref="ArgumentException">A text, an array or an object.</exception>
    public static string TextOf(RawJson value) => value.Kind switch
    {
        JsonKind.None or JsonKind.Null => "None",
        JsonKind.True => "True",
        JsonKind.False => "False",
        JsonKind.Integer => value.ToString() is var digits && digits == "-0" ? "0" : digits,
        JsonKind.Float => Repr(ToDouble(value)),
        _ => throw new ArgumentException($"a value of kind {value.Kind} has parts", nameof(value)),
    };

    /// <summary>Gives a number as a double: infinite beyond its range, as in Python.</summary>
    /// <returns>NaN when it is no number.</returns>
    public static double ToDouble(RawJson value) => value.Bytes.Span switch
    {
        [(byte)'N', ..] => double.NaN,
        [(byte)'I', ..] => double.PositiveInfinity,
        [(byte)'-', (byte)'I', ..] => double.NegativeInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
    };

    /// <summary>Reads a text as Python's <c>float()</c> does: white space of any kind around, any decimal digits, <c>1_000</c>, <c>nan</c>, <c>inf</c>, <c>1e3</c>; not <c>0x10</c>.</summary>
    public static bool TryReadFloat(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        if (!TryToAscii(text, out var ascii)) return false;
        var body = ascii.AsSpan().Trim(' ');
        if (body.IsEmpty || body.Contains('\0')) return false; // .NET overlooks trailing zero characters

        var unsigned = body[0] is '+' or '-' ? body[1..] : body;
        if (IsWord(unsigned, "inf") || IsWord(unsigned, "infinity"))
        {
            number = body[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (IsWord(unsigned, "nan"))
        {
            number = double.NaN;
            return true;
        }

        if (unsigned.IsEmpty || !(char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.')) return false;
        if (!HasUnderscoresBetweenDigitsOnly(body)) return false;
        return double.TryParse(
            body.ToString().Replace("_", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out number);
    }

    private static string ShortestDigits(string shortest)
    {
        var mantissa = shortest.AsSpan(0, shortest.IndexOf('E', StringComparison.Ordinal) is var e and >= 0 ? e : shortest.Length);
        var digits = new StringBuilder(mantissa.Length);
        foreach (var c in mantissa)
        {
            if (char.IsAsciiDigit(c)) digits.Append(c);
        }

        var text = digits.ToString().TrimStart('0').TrimEnd('0');
        return text.Length == 0 ? "0" : text;
    }

    // Power of ten of the first digit that is not zero.
    private static int ExponentOf(string shortest)
    {
        var e = shortest.IndexOf('E', StringComparison.Ordinal);
        var power = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), CultureInfo.InvariantCulture);
        var mantissa = shortest.AsSpan(0, e < 0 ? shortest.Length : e).TrimStart('-');
        var point = mantissa.IndexOf('.');
        if (point < 0) point = mantissa.Length;
        var first = mantissa.IndexOfAnyInRange('1', '9');
        return power + (first < point ? point - 1 - first : point - first);
    }

    private static bool TryToAscii(ReadOnlySpan<char> text, out string ascii)
    {
        var result = new StringBuilder(text.Length);
        ascii = "";
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSpace(rune)) result.Append(' ');
            else if (rune.IsAscii) result.Append((char)rune.Value);
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber) result.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            else return false;
        }

        ascii = result.ToString();
        return true;
    }

    // Python also counts the four separators U+001C to U+001F.
    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is >= 0x1c and <= 0x1f;

    private static bool IsWord(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool HasUnderscoresBetweenDigitsOnly(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '_') continue;
            if (i == 0 || i + 1 == text.Length || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])) return false;
        }

        return true;
    }
}
