using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Altimeter.Definitions;

/// <summary>A node of a YAML file that knows where it stands. Aliases are expanded and merge keys applied.</summary>
public sealed class DefinitionNode
{
    private readonly List<KeyValuePair<string, DefinitionNode>> _entries = [];
    private readonly List<DefinitionNode> _items = [];
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly DefinitionNode? _parent;
    private readonly string _segment;

    internal DefinitionNode(NodeKind kind, string file, int line, DefinitionNode? parent, string segment, string text = "")
    {
        Kind = kind;
        File = file;
        Line = line;
        Text = text;
        _parent = parent;
        _segment = segment;
    }

    /// <summary>What the node holds.</summary>
    public NodeKind Kind { get; }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Line, counted from 1; behind an alias the line of what it stands for.</summary>
    public int Line { get; }

    /// <summary>Place in the file, e.g. <c>sources[1].interval</c>; empty for the root.</summary>
    public string Path => _parent is not { Path: { Length: > 0 } above } ? _segment : _segment.StartsWith('[') ? above + _segment : $"{above}.{_segment}";

    /// <summary>The scalar as written, without quotes; empty for maps and lists.</summary>
    public string Text { get; }

    /// <summary>Keys and values of a map in the order of the file, each key once; empty otherwise.</summary>
    public IReadOnlyList<KeyValuePair<string, DefinitionNode>> Entries => _entries;

    /// <summary>Elements of a list; empty otherwise.</summary>
    public IReadOnlyList<DefinitionNode> Items => _items;

    /// <summary>Whether Python would take the value for false: null, false, 0, empty text, map or list.</summary>
    public bool IsFalsy => Kind switch
    {
        NodeKind.Map => _entries.Count == 0,
        NodeKind.List => _items.Count == 0,
        NodeKind.Text => Text.Length == 0,
        NodeKind.Number => TryGetDouble(out var number) && number == 0,
        NodeKind.Boolean => !IsTrue,
        _ => true,
    };

    /// <summary>Whether this is the truth value true.</summary>
    public bool IsTrue => Kind == NodeKind.Boolean && Text.ToUpperInvariant() is "YES" or "TRUE" or "ON";

    /// <summary>Looks up a key of a map.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out DefinitionNode? node)
    {
        node = _positions.TryGetValue(key, out var position) ? _entries[position].Value : null;
        return node is not null;
    }

    /// <summary>Reads an integer: decimal, <c>0x</c>, <c>0b</c>, octal with a leading 0, sexagesimal, underscores. False for anything else or beyond 64 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return Kind == NodeKind.Number && ScalarRules.TryParseInteger(Text, out value);
    }

    /// <summary>Reads a number of either kind as floating point. False for anything else.</summary>
    public bool TryGetDouble(out double value)
    {
        value = 0;
        return Kind == NodeKind.Number && ScalarRules.TryParseNumber(Text, out value);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {(Path.Length > 0 ? Path : "(root)")} ({Kind})");

    internal void Add(DefinitionNode item) => _items.Add(item);

    /// <summary>Sets a key; a known key keeps its position, as in Python.</summary>
    /// <returns>False when the key was there.</returns>
    internal bool Set(string key, DefinitionNode value)
    {
        if (_positions.TryGetValue(key, out var position))
        {
            _entries[position] = new(key, value);
            return false;
        }

        _positions.Add(key, _entries.Count);
        _entries.Add(new(key, value));
        return true;
    }
}
