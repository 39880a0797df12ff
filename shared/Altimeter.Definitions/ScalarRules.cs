using System.Globalization;
using System.Text.RegularExpressions;

namespace Altimeter.Definitions;

/// <summary>What a plain scalar is: the YAML 1.1 rules as PyYAML's safe loader applies them (<c>1e3</c>, <c>0o17</c> and <c>08</c> are text there).</summary>
internal static partial class ScalarRules
{
    public static NodeKind Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => NodeKind.Null,
        _ when IsBoolean(text) => NodeKind.Boolean,
        _ when IsNumber(text) => NodeKind.Number,
        _ => NodeKind.Text,
    };

    public static bool IsBoolean(string text) => text is
        "yes" or "Yes" or "YES" or "no" or "No" or "NO" or "true" or "True" or "TRUE" or "false" or "False" or "FALSE"
        or "on" or "On" or "ON" or "off" or "Off" or "OFF";

    public static bool IsNumber(string text) =>
        text.Length is > 0 and < 1024 && text[0] is (>= '0' and <= '9') or '+' or '-' or '.' && (Integer().IsMatch(text) || Float().IsMatch(text));

    public static bool TryParseInteger(string text, out long value)
    {
        value = 0;
        if (!Integer().IsMatch(text)) return false;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var negative = digits[0] == '-';
        if (digits[0] is '-' or '+') digits = digits[1..];

        Int128 number = 0;
        var (radix, start) = digits switch
        {
            ['0', 'b', ..] => (2, 2),
            ['0', 'x', ..] => (16, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        foreach (var part in digits[start..].Split(':'))
        {
            Int128 group = 0;
            foreach (var digit in part)
            {
                group = (group * radix) + Convert.ToInt32(digit.ToString(), 16);
                if (group > (Int128)long.MaxValue + 1) return false;
            }

            number = (number * 60) + group;
            if (number > (Int128)long.MaxValue + 1) return false;
        }

        if (negative) number = -number;
        if (number > long.MaxValue) return false;
        value = (long)number;
        return true;
    }

    public static bool TryParseNumber(string text, out double value)
    {
        value = 0;
        if (TryParseInteger(text, out var integer))
        {
            value = integer;
            return true;
        }

        var plain = text.Replace("_", "", StringComparison.Ordinal);
        switch (plain.TrimStart('+', '-').ToUpperInvariant())
        {
            case ".INF":
                value = plain[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case ".NAN":
                value = double.NaN;
                return true;
        }

        if (!plain.Contains(':', StringComparison.Ordinal))
            return IsNumber(text) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        if (!IsNumber(text)) return false;
        foreach (var part in plain.TrimStart('+', '-').Split(':'))
        {
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var group)) return false;
            value = (value * 60) + group;
        }

        if (plain[0] == '-') value = -value;
        return true;
    }

    [GeneratedRegex(@"\A[-+]?(?:0b[01_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(
        @"\A(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
