namespace Altimeter.Definitions;

/// <summary>A shell-style pattern over a whole name, as Python's <c>fnmatch</c> reads it on POSIX (spec/pipeline.md §4): <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[!a-z]</c>.</summary>
/// <remarks>Matching remembers only the last star, so its cost is at most pattern × name.</remarks>
public sealed class Glob
{
    private readonly List<Token> _tokens = [];
    private readonly bool _matchesAll;

    /// <summary>Compiles a pattern. Every text is a pattern: a <c>[</c> that is never closed is an ordinary character.</summary>
    public Glob(string pattern)
    {
        Pattern = pattern;
        for (var i = 0; i < pattern.Length;)
        {
            var c = ReadPoint(pattern, ref i);
            switch (c)
            {
                case '*':
                    if (_tokens is not [.., { Kind: TokenKind.Star }]) _tokens.Add(new Token(TokenKind.Star));
                    break;
                case '?':
                    _tokens.Add(new Token(TokenKind.Any));
                    break;
                case '[' when EndOfClass(pattern, i) is var end and > 0:
                    _tokens.Add(ParseClass(pattern[i..end]));
                    i = end + 1;
                    break;
                default:
                    _tokens.Add(new Token(TokenKind.Literal, c));
                    break;
            }
        }

        _matchesAll = _tokens is [{ Kind: TokenKind.Star }];
    }

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Tells whether the whole name matches; case counts.</summary>
    public bool Matches(string name)
    {
        if (_matchesAll) return true;
        int at = 0, token = 0, star = -1, resume = 0;
        while (at < name.Length)
        {
            if (token < _tokens.Count && _tokens[token].Kind == TokenKind.Star)
            {
                star = token++;
                resume = at;
                continue;
            }

            var next = at;
            if (token < _tokens.Count && _tokens[token].Accepts(ReadPoint(name, ref next)))
            {
                at = next;
                token++;
                continue;
            }

            if (star < 0) return false;
            ReadPoint(name, ref resume);
            at = resume;
            token = star + 1;
        }

        while (token < _tokens.Count && _tokens[token].Kind == TokenKind.Star) token++;
        return token == _tokens.Count;
    }

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    private static int EndOfClass(string pattern, int start)
    {
        var i = start;
        if (i < pattern.Length && pattern[i] == '!') i++;
        if (i < pattern.Length && pattern[i] == ']') i++;
        return i < pattern.Length ? pattern.IndexOf(']', i) : -1;
    }

    private static Token ParseClass(string body)
    {
        var negated = body.StartsWith('!');
        List<int> points = [];
        for (var i = negated ? 1 : 0; i < body.Length;) points.Add(ReadPoint(body, ref i));

        List<(int Low, int High)> ranges = [];
        for (var i = 0; i < points.Count;)
        {
            var isRange = i + 2 < points.Count && points[i + 1] == '-';
            var (low, high) = (points[i], points[isRange ? i + 2 : i]);
            if (low <= high) ranges.Add((low, high));
            i += isRange ? 3 : 1;
        }

        return new Token(TokenKind.Class) { Ranges = [.. ranges], IsNegated = negated };
    }

    // Python counts code points, not UTF-16 units.
    private static int ReadPoint(string text, ref int at)
    {
        var c = text[at++];
        return char.IsHighSurrogate(c) && at < text.Length && char.IsLowSurrogate(text[at]) ? char.ConvertToUtf32(c, text[at++]) : c;
    }

    private enum TokenKind
    {
        Literal,
        Any,
        Star,
        Class,
    }

    private readonly record struct Token(TokenKind Kind, int Point = 0)
    {
        public (int Low, int High)[] Ranges { get; init; } = [];

        public bool IsNegated { get; init; }

        public bool Accepts(int point) => Kind switch
        {
            TokenKind.Literal => point == Point,
            TokenKind.Any => true,
            TokenKind.Class => Array.Exists(Ranges, range => range.Low <= point && point <= range.High) != IsNegated,
            _ => false,
        };
    }
}
