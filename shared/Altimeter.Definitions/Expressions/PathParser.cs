using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Altimeter.Definitions.Expressions;

/// <summary>Recursive descent over a path. Loosest to tightest: <c>..</c>, <c>.</c>, <c>|</c>, brackets.</summary>
internal sealed class PathParser
{
    private const int MaxLength = 4096;
    private const int MaxDepth = 64;
    private const int MaxLinks = 256;

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _links;

    private PathParser(string text) => _text = text;

    public static bool TryParse(string text, [NotNullWhen(true)] out PathNode? path, out string error)
    {
        path = null;
        error = "";
        if (text.Length > MaxLength)
        {
            error = $"the path is longer than {MaxLength} characters";
            return false;
        }

        try
        {
            var parser = new PathParser(text);
            path = parser.Descendants();
            parser.SkipBlanks();
            if (parser._at < text.Length) throw parser.Expected("the end of the path");
            return true;
        }
        catch (FormatException e)
        {
            path = null;
            error = e.Message;
            return false;
        }
    }

    private PathNode Descendants()
    {
        if (++_depth > MaxDepth) throw new FormatException($"the path is nested more than {MaxDepth} deep");
        var left = Child();
        while (Take("..")) left = Deepen(new DescendantsNode(left, Child()));
        _depth--;
        return left;
    }

    private PathNode Child()
    {
        var left = Union();
        while (!Is("..") && Take(".")) left = Deepen(new ChildNode(left, Union()));
        return left;
    }

    private PathNode Union()
    {
        var left = Postfix();
        while (Take("|")) left = Deepen(new UnionNode(left, Postfix()));
        return left;
    }

    private PathNode Postfix()
    {
        var left = Primary();
        while (Is("[")) left = Deepen(new ChildNode(left, Bracket()));
        return left;
    }

    private PathNode Primary()
    {
        if (Is("[")) return Bracket();
        if (Take("$")) return new RootNode();
        if (Take("*")) return new AllFieldsNode();
        if (Take("("))
        {
            var inner = Descendants();
            if (!Take(")")) throw Expected(")");
            return inner;
        }

        if (TryName(out var name)) return new FieldNode([name]);
        if (Take("@")) return new SelfNode();
        throw Is("`") || Is("?") ? Expected("a path without functions or filters") : Expected("a name, $, * or (");
    }

    private PathNode Bracket()
    {
        Take("[");
        PathNode node;
        if (Take("*"))
        {
            node = new SliceNode(null, null);
        }
        else if (TryName(out var name))
        {
            List<string> names = [name];
            while (Take(",")) names.Add(TryName(out var next) ? next : throw Expected("a name"));
            node = new FieldNode(names);
        }
        else
        {
            var start = Integer();
            node = Take(":") ? new SliceNode(start, Integer()) : new IndexNode(start ?? throw Expected("an index, a name or *"));
        }

        return Take("]") ? node : throw Expected("]");
    }

    private bool TryName([NotNullWhen(true)] out string? name)
    {
        SkipBlanks();
        name = null;
        if (_at == _text.Length) return false;
        if (_text[_at] is '\'' or '"')
        {
            name = Quoted(_text[_at]);
            return true;
        }

        var end = _at;
        if (_text[end] == '@') end++;
        if (end == _text.Length || !(char.IsAsciiLetter(_text[end]) || _text[end] == '_')) return false;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '_' or '@' or '-')) end++;
        name = _text[_at..end];
        _at = end;
        return true;
    }

    private string Quoted(char quote)
    {
        var name = new StringBuilder();
        var start = _at++;
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length) _at++;
            name.Append(_text[_at++]);
        }

        if (_at++ == _text.Length) throw new FormatException($"the quote at position {start + 1} is never closed");
        return name.ToString();
    }

    private int? Integer()
    {
        SkipBlanks();
        var end = _at;
        if (end < _text.Length && _text[end] == '-') end++;
        while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
        if (end == _at) return null;
        if (!int.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) throw Expected("a small integer");
        _at = end;
        return value;
    }

    private bool Is(string token)
    {
        SkipBlanks();
        return string.CompareOrdinal(_text, _at, token, 0, token.Length) == 0;
    }

    private bool Take(string token)
    {
        if (!Is(token)) return false;
        _at += token.Length;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' or '\n')) _at++;
    }

    // Long chains nest the tree to the left, and evaluation recurses along it.
    private PathNode Deepen(PathNode node) =>
        ++_links <= MaxLinks ? node : throw new FormatException($"the path has more than {MaxLinks} parts");

    private FormatException Expected(string what) =>
        new(_at < _text.Length ? $"{what} is expected at position {_at + 1}, '{_text[_at]}' found" : $"{what} is expected at the end");
}
