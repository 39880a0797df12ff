using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Altimeter.Standalone.Store.Model;

/// <summary>The text form of a search, <c>project_id = 'p1' and not ended_at = null</c>, turned into its JSON form (spec §10).</summary>
internal sealed partial class TextFilter
{
    private const int LongestText = 8_192;
    private const int DeepestNesting = 30;

    private readonly List<string> _words;
    private int _at;

    private TextFilter(List<string> words) => _words = words;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="GnocchiFault">400: it is not a filter.</exception>
    public static JsonElement Parse(string text)
    {
        var filter = new TextFilter(text.Length <= LongestText ? Split(text) : throw Invalid($"at most {LongestText} characters"));
        var json = filter.Or(0);
        return filter._at == filter._words.Count ? JsonSerializer.SerializeToElement(json) : throw Invalid("end of text");
    }

    private static List<string> Split(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.AsSpan().TrimEnd().Length;)
        {
            var match = Word().Match(text, at);
            words.Add(match.Success ? match.Groups["word"].Value : throw Invalid(string.Create(CultureInfo.InvariantCulture, $"a word at character {at + 1}")));
            at += match.Length;
        }

        return words;
    }

    private static GnocchiFault Invalid(string expected) => new(400, $"Invalid filter: Expected {expected}");

    private JsonNode Or(int depth) => Chain("or", "∨", d => Chain("and", "∧", Not, d), depth);

    private JsonNode Chain(string word, string sign, Func<int, JsonNode> next, int depth)
    {
        var parts = new List<JsonNode> { next(depth) };
        while (Take(word) || Take(sign))
        {
            parts.Add(next(depth));
        }

        return parts.Count == 1 ? parts[0] : new JsonObject { [word] = new JsonArray([.. parts]) };
    }

    private JsonNode Not(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw Invalid($"at most {DeepestNesting} levels");
        }

        if (Take("not"))
        {
            return new JsonObject { ["not"] = Not(depth + 1) };
        }

        if (!Take("("))
        {
            return Condition();
        }

        var inner = Or(depth + 1);
        return Take(")") ? inner : throw Invalid(")");
    }

    private JsonObject Condition()
    {
        var attribute = Next("an attribute").Trim('"', '\'');
        var sign = Next("an operator");
        return Operator().IsMatch(sign) ? new JsonObject { [sign] = new JsonObject { [attribute] = sign == "in" ? List() : Value() } }
            : throw Invalid($"an operator instead of {sign}");
    }

    private JsonArray List()
    {
        var list = new JsonArray();
        if (!Take("["))
        {
            throw Invalid("[");
        }

        while (!Take("]"))
        {
            if (list.Count > 0 && !Take(","))
            {
                throw Invalid(", or ]");
            }

            list.Add(Value());
        }

        return list;
    }

    private JsonNode? Value()
    {
        var word = Next("a value");
        return word switch
        {
            "None" or "none" or "null" => null,
            "True" or "true" => true,
            "False" or "false" => false,
            ['"' or '\'', ..] => word[1..^1],
            _ when !ValueWord().IsMatch(word) => throw Invalid($"a value instead of {word}"),
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : word,
        };
    }

    private bool Take(string word)
    {
        var found = _at < _words.Count && _words[_at] == word;
        _at += found ? 1 : 0;
        return found;
    }

    private string Next(string expected) => _at < _words.Count ? _words[_at++] : throw Invalid(expected);

    [GeneratedRegex("""\G\s*(?<word>"[^"]*"|'[^']*'|[<>!=]=|[<>=≤≥≠∧∨()\[\],]|[^\s"'<>!=≤≥≠∧∨()\[\],]+)""", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Word();

    [GeneratedRegex("^(=|==|eq|<|lt|>|gt|<=|≤|le|>=|≥|ge|!=|≠|ne|like|in)$", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Operator();

    [GeneratedRegex(@"^[^<>!=≤≥≠∧∨()\[\],]", RegexOptions.CultureInvariant, 100)]
    private static partial Regex ValueWord();
}
