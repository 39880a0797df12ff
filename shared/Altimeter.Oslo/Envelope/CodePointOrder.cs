namespace Altimeter.Oslo.Envelope;

/// <summary>Orders texts by Unicode code points, as Python does. UTF-16 order differs above U+D7FF.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static CodePointOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x!.Length || common == y!.Length) return x.Length.CompareTo(y!.Length);
        char left = x[common], right = y[common];
        if (left < 0xd800 || right < 0xd800) return left.CompareTo(right);

        // Two surrogates, or one against U+E000 to U+FFFF: half a pair stands for a code point above.
        return (IsPairPart(x, common), IsPairPart(y, common)) switch
        {
            (true, false) => 1,
            (false, true) => -1,
            _ => left.CompareTo(right),
        };
    }

    private static bool IsPairPart(string text, int index) =>
        (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
        || (index > 0 && char.IsSurrogatePair(text[index - 1], text[index]));
}
