using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Altimeter.Definitions;

/// <summary>Builds nodes from the events of the YAML parser: expands aliases within a budget and applies merge keys.</summary>
internal sealed class NodeBuilder(IParser parser, string file, ProblemList problems)
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 200_000;
    private const string CoreTag = "tag:yaml.org,2002:";

    private readonly Dictionary<string, DefinitionNode?> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    /// <exception cref="YamlException">The text is no valid YAML, or over a bound.</exception>
    public DefinitionNode Build()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _)) return new DefinitionNode(NodeKind.Null, file, 1, null, "");
        parser.Consume<DocumentStart>();
        var root = Read(null, "", 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second)) throw Bad(second, "a second document starts here, one is expected");
        parser.Consume<StreamEnd>();
        return root;
    }

    private DefinitionNode Read(DefinitionNode? parent, string segment, int depth)
    {
        var at = parser.Consume<ParsingEvent>();
        if (depth > MaxDepth) throw Bad(at, $"is nested more than {MaxDepth} deep");
        Count(LineOf(at));
        if (at is AnchorAlias alias) return Expand(alias, parent, segment, depth);
        if (at is not NodeEvent start) throw Bad(at, "a value is expected here");

        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = null; // not complete yet: an alias inside itself
        var node = start switch
        {
            Scalar scalar => ReadScalar(scalar, parent, segment),
            SequenceStart list => ReadList(list, parent, segment, depth),
            MappingStart map => ReadMap(map, parent, segment, depth),
            _ => throw Bad(start, "a value is expected here"),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = node;
        return node;
    }

    private DefinitionNode ReadScalar(Scalar scalar, DefinitionNode? parent, string segment) =>
        new(KindOf(scalar), file, LineOf(scalar), parent, segment, scalar.Value);

    private DefinitionNode ReadList(SequenceStart start, DefinitionNode? parent, string segment, int depth)
    {
        CheckTag(start, "seq");
        var list = new DefinitionNode(NodeKind.List, file, LineOf(start), parent, segment);
        while (!parser.TryConsume<SequenceEnd>(out _))
            list.Add(Read(list, string.Create(CultureInfo.InvariantCulture, $"[{list.Items.Count}]"), depth + 1));
        return list;
    }

    private DefinitionNode ReadMap(MappingStart start, DefinitionNode? parent, string segment, int depth)
    {
        CheckTag(start, "map");
        var own = new DefinitionNode(NodeKind.Map, file, LineOf(start), parent, segment);
        List<DefinitionNode> merged = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var isMerge = parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain };
            var key = Read(own, "", depth + 1);
            if (key.Kind is NodeKind.Map or NodeKind.List)
                throw new YamlException(new Mark(0, Math.Max(1, key.Line), 1), new Mark(0, Math.Max(1, key.Line), 1), "a key must be a scalar");
            var value = Read(own, key.Text, depth + 1);
            if (isMerge) merged.AddRange(Sources(value));
            else if (!own.Set(key.Text, value)) problems.Warning(value, "this key stands twice, the last one counts");
        }

        return merged.Count == 0 ? own : Merge(merged, own, parent, segment);
    }

    // What is merged comes first and what the map says itself overrides it; of several sources the first wins.
    private DefinitionNode Merge(List<DefinitionNode> sources, DefinitionNode own, DefinitionNode? parent, string segment)
    {
        var result = new DefinitionNode(NodeKind.Map, file, own.Line, parent, segment);
        for (var i = sources.Count - 1; i >= 0; i--)
            foreach (var (key, value) in sources[i].Entries)
                result.Set(key, Copy(value, result, key));
        foreach (var (key, value) in own.Entries) result.Set(key, Copy(value, result, key));
        return result;
    }

    private static IReadOnlyList<DefinitionNode> Sources(DefinitionNode value)
    {
        if (value.Kind == NodeKind.Map) return [value];
        if (value.Kind == NodeKind.List && value.Items.All(item => item.Kind == NodeKind.Map)) return value.Items;
        var mark = new Mark(0, Math.Max(1, value.Line), 1);
        throw new YamlException(mark, mark, "a mapping or a list of mappings is expected after <<");
    }

    private DefinitionNode Expand(AnchorAlias alias, DefinitionNode? parent, string segment, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target)) throw Bad(alias, $"the anchor {alias.Value.Value} is not defined");
        if (target is null) throw Bad(alias, $"the alias {alias.Value.Value} stands inside what it stands for");
        if (depth + Height(target) > MaxDepth) throw Bad(alias, $"is nested more than {MaxDepth} deep");
        return Copy(target, parent, segment);
    }

    private DefinitionNode Copy(DefinitionNode node, DefinitionNode? parent, string segment)
    {
        Count(node.Line);
        var copy = new DefinitionNode(node.Kind, node.File, node.Line, parent, segment, node.Text);
        foreach (var (key, value) in node.Entries) copy.Set(key, Copy(value, copy, key));
        for (var i = 0; i < node.Items.Count; i++) copy.Add(Copy(node.Items[i], copy, string.Create(CultureInfo.InvariantCulture, $"[{i}]")));
        return copy;
    }

    private static int Height(DefinitionNode node) =>
        node.Kind switch
        {
            NodeKind.Map when node.Entries.Count > 0 => 1 + node.Entries.Max(entry => Height(entry.Value)),
            NodeKind.List when node.Items.Count > 0 => 1 + node.Items.Max(Height),
            _ => 0,
        };

    private static NodeKind KindOf(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty) return scalar.Style == ScalarStyle.Plain ? ScalarRules.Resolve(scalar.Value) : NodeKind.Text;
        if (scalar.Tag.IsNonSpecific) return NodeKind.Text;
        var kind = scalar.Tag.Value switch
        {
            CoreTag + "str" or CoreTag + "timestamp" => NodeKind.Text,
            CoreTag + "int" or CoreTag + "float" when ScalarRules.IsNumber(scalar.Value) => NodeKind.Number,
            CoreTag + "bool" when ScalarRules.IsBoolean(scalar.Value) => NodeKind.Boolean,
            CoreTag + "null" => NodeKind.Null,
            _ => (NodeKind?)null,
        };
        return kind ?? throw Bad(scalar, $"the tag {scalar.Tag.Value} is unknown or does not fit the value");
    }

    private static void CheckTag(NodeEvent start, string expected)
    {
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific && start.Tag.Value != CoreTag + expected)
            throw Bad(start, $"the tag {start.Tag.Value} is unknown or does not fit the value");
    }

    private void Count(int line)
    {
        if (++_nodes <= MaxNodes) return;
        var mark = new Mark(0, Math.Max(1, line), 1);
        throw new YamlException(mark, mark, $"there are more than {MaxNodes} nodes, aliases expanded");
    }

    private static int LineOf(ParsingEvent at) => (int)at.Start.Line;

    private static YamlException Bad(ParsingEvent at, string message) => new(at.Start, at.End, message);
}
