using System.Text;

namespace Altimeter.Contracts.V1;

/// <summary>The lane of a resource: everything of one resource travels in one lane, in order.</summary>
public static class Lane
{
    /// <summary>Number of lanes. A constant of V1: another number would be a new generation of queue names.</summary>
    public const int Count = 8;

    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>Gives the lane of a resource: FNV-1a 32 over the UTF-8 bytes of its normal form, modulo <see cref="Count"/>.</summary>
    /// <param name="resourceId">Resource id as collected; null counts as empty.</param>
    /// <returns>0 to <see cref="Count"/> − 1; equal for every spelling of one Gnocchi resource: <c>/</c> counts as <c>_</c> and a UUID, in any form, as 32 lower-case digits.</returns>
    public static int Of(string? resourceId)
    {
        if (string.IsNullOrEmpty(resourceId)) return (int)(OffsetBasis % Count);

        Span<char> digits = stackalloc char[32];
        var id = TryNormaliseUuid(resourceId, digits) ? digits : resourceId.AsSpan();

        var hash = OffsetBasis;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in id.EnumerateRunes())
        {
            var length = (rune.Value == '/' ? new Rune('_') : rune).EncodeToUtf8(utf8);
            foreach (var octet in utf8[..length]) hash = (hash ^ octet) * Prime;
        }

        return (int)(hash % Count);
    }

    // Gnocchi reads a UUID with or without hyphens, braces and the urn:uuid: prefix, in any case.
    private static bool TryNormaliseUuid(ReadOnlySpan<char> text, Span<char> digits)
    {
        if (text.StartsWith("urn:uuid:", StringComparison.Ordinal)) text = text[9..];
        text = text.Trim("{}");
        if (text.Length < 32) return false;

        var count = 0;
        foreach (var c in text)
        {
            if (c == '-') continue;
            if (count == 32 || !char.IsAsciiHexDigit(c)) return false;
            digits[count++] = char.ToLowerInvariant(c);
        }

        return count == 32;
    }
}
