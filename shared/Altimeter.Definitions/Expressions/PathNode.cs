using System.Text.Json;

namespace Altimeter.Definitions.Expressions;

/// <summary>A part of a path: gives matches for one value.</summary>
internal abstract record PathNode
{
    public abstract IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation);
}

/// <summary><c>$</c>: the value that the evaluation started with.</summary>
internal sealed record RootNode : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation) => [evaluation.Root];
}

/// <summary><c>@</c>: the value itself.</summary>
internal sealed record SelfNode : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation) => [value];
}

/// <summary>Members by name, in the order of the names.</summary>
internal sealed record FieldNode(IReadOnlyList<string> Names) : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Object) yield break;
        foreach (var name in Names)
            if (evaluation.Step() && value.TryGetProperty(name, out var member)) yield return member;
    }
}

/// <summary><c>*</c>: all members of an object.</summary>
internal sealed record AllFieldsNode : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Object) yield break;
        foreach (var member in value.EnumerateObject())
        {
            if (!evaluation.Step()) yield break;
            yield return member.Value;
        }
    }
}

/// <summary><c>[3]</c> or <c>[-1]</c>: one element of an array.</summary>
internal sealed record IndexNode(int Index) : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Array) return [];
        var length = value.GetArrayLength();
        var index = Index < 0 ? length + Index : Index;
        return index >= 0 && index < length ? [value[index]] : [];
    }
}

/// <summary><c>[1:3]</c> or <c>[*]</c>: elements of an array; anything else but null and floats counts as an array of itself.</summary>
internal sealed record SliceNode(int? Start, int? End) : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation)
    {
        var isArray = value.ValueKind == JsonValueKind.Array;
        if (!isArray && !CountsAsOne(value)) yield break;
        var length = isArray ? value.GetArrayLength() : 1;
        var start = Bound(Start ?? 0, length);
        var end = Bound(End ?? length, length);
        for (var i = start; i < end; i++)
        {
            if (!evaluation.Step()) yield break;
            yield return isArray ? value[i] : value;
        }
    }

    private static int Bound(int index, int length) => Math.Clamp(index < 0 ? length + index : index, 0, length);

    private static bool CountsAsOne(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => !value.GetRawText().AsSpan().ContainsAny(".eE"),
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => true,
    };
}

/// <summary><c>x.y</c>: what the right side finds in each match of the left.</summary>
internal sealed record ChildNode(PathNode Left, PathNode Right) : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation)
    {
        foreach (var match in Left.Find(value, evaluation))
        {
            if (!evaluation.Step()) yield break;
            foreach (var inner in Right.Find(match, evaluation)) yield return inner;
        }
    }
}

/// <summary><c>x|y</c>: matches of the left, then of the right, duplicates kept.</summary>
internal sealed record UnionNode(PathNode Left, PathNode Right) : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation) =>
        Left.Find(value, evaluation).Concat(Right.Find(value, evaluation));
}

/// <summary><c>x..y</c>: what the right side finds in each match of the left and, depth first, in everything inside it.</summary>
internal sealed record DescendantsNode(PathNode Left, PathNode Right) : PathNode
{
    public override IEnumerable<JsonElement> Find(JsonElement value, Evaluation evaluation)
    {
        foreach (var match in Left.Find(value, evaluation))
            foreach (var inner in Descend(match, evaluation)) yield return inner;
    }

    private IEnumerable<JsonElement> Descend(JsonElement top, Evaluation evaluation)
    {
        var waiting = new Stack<JsonElement>([top]);
        while (waiting.TryPop(out var value))
        {
            if (!evaluation.Step()) yield break;
            foreach (var match in Right.Find(value, evaluation)) yield return match;
            var inside = value.ValueKind switch
            {
                JsonValueKind.Array => value.EnumerateArray().ToList(),
                JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value).ToList(),
                _ => [],
            };
            for (var i = inside.Count - 1; i >= 0; i--) waiting.Push(inside[i]);
        }
    }
}
