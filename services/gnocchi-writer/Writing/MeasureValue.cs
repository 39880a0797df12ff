using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Tells whether Gnocchi takes a volume: anything that becomes a finite number. One that it refuses would sink the whole request.</summary>
public static class MeasureValue
{
    private const int LongestText = 64;

    /// <summary>Tells whether a raw JSON volume is a finite number, numeric text or a truth value.</summary>
    public static bool IsAcceptable(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read()) return false;
            var isValue = reader.TokenType switch
            {
                JsonTokenType.Number => reader.TryGetDouble(out var number) && double.IsFinite(number),
                JsonTokenType.String => IsNumeric(reader.ValueSpan),
                JsonTokenType.True or JsonTokenType.False => true,
                _ => false,
            };
            return isValue && !reader.Read();
        }
        catch (JsonException)
        {
            return false; // NaN and Infinity, which are no JSON, among others
        }
    }

    private static bool IsNumeric(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestText) return false;
        Span<char> text = stackalloc char[LongestText];
        var length = Encoding.UTF8.GetChars(utf8, text);
        return double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
    }
}
