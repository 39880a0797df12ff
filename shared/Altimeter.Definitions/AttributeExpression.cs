using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Altimeter.Definitions.Expressions;

namespace Altimeter.Definitions;

/// <summary>An attribute of a definition: paths into a JSON value, or a constant (the JSONPath subset of spec/gnocchi.md §2.4).</summary>
/// <remarks>
/// Forms: <c>a.b</c>, <c>a.(x|(y.z))</c> (the bar binds tighter than the dot), <c>a.'b.c'</c>, <c>a[0]</c>, <c>a[1:3]</c>, <c>a[*]</c>, <c>a.*</c>, <c>$</c>, <c>a..b</c>.
/// Text of up to 4,096 characters, nested up to 64 deep; one evaluation takes at most 100,000 steps and then ends without further matches.
/// </remarks>
public sealed class AttributeExpression
{
    private readonly PathNode? _path;
    private readonly JsonElement _constant;

    private AttributeExpression(string text, PathNode? path, JsonElement constant = default)
    {
        Text = text;
        _path = path;
        _constant = constant;
    }

    /// <summary>The expression as text; alternatives of a list are joined as <c>(a)|(b)</c>.</summary>
    public string Text { get; }

    /// <summary>Parses a path.</summary>
    /// <param name="text">The path.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="error">What is wrong and where; empty when all is well.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AttributeExpression? expression, out string error)
    {
        expression = PathParser.TryParse(text, out var path, out error) ? new AttributeExpression(text, path) : null;
        return expression is not null;
    }

    /// <summary>Reads a definition: a path, a list of paths of which the first match counts, an integer constant, or a map with <c>fields</c>.</summary>
    /// <param name="definition">The node.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="error">What is wrong; empty when all is well.</param>
    public static bool TryCreate(DefinitionNode definition, [NotNullWhen(true)] out AttributeExpression? expression, out string error)
    {
        expression = null;
        switch (definition.Kind)
        {
            case NodeKind.Text:
                return TryParse(definition.Text, out expression, out error);
            case NodeKind.List when definition.Items.Count > 0 && definition.Items.All(item => item.Kind == NodeKind.Text):
                return TryParse(string.Join('|', definition.Items.Select(item => $"({item.Text})")), out expression, out error);
            case NodeKind.Number when definition.TryGetInt64(out var constant):
                error = "";
                var text = constant.ToString(CultureInfo.InvariantCulture);
                expression = new AttributeExpression(text, null, JsonDocument.Parse(text).RootElement);
                return true;
            case NodeKind.Map when definition.TryGet("plugin", out _):
                error = "plugin is not supported here, a path is expected";
                return false;
            case NodeKind.Map when definition.TryGet("fields", out var fields) && fields.Kind != NodeKind.Map:
                return TryCreate(fields, out expression, out error);
            case NodeKind.Map:
                error = "the required key fields is missing or a map";
                return false;
            default:
                error = "a path, a list of paths, an integer or a map with fields is expected";
                return false;
        }
    }

    /// <summary>Gives all matches in order, nulls included; none when something on the way is missing or of another kind.</summary>
    /// <param name="root">Where <c>$</c> and paths without it start.</param>
    public IEnumerable<JsonElement> Evaluate(JsonElement root) =>
        _path is null ? [_constant] : _path.Find(root, new Evaluation(root));

    /// <summary>Gives the first match that is not null.</summary>
    public bool TryFirst(JsonElement root, out JsonElement value)
    {
        foreach (var match in Evaluate(root))
        {
            if (match.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) continue;
            value = match;
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
