using System.Diagnostics.CodeAnalysis;

namespace Altimeter.Definitions;

/// <summary>The <c>meters</c> or <c>events</c> list of a source: which names it takes (spec/polling.md §3.2–3.3, spec/pipeline.md §4).</summary>
public sealed class NameFilter
{
    private readonly Glob[] _included;
    private readonly Glob[] _excluded;

    private NameFilter(IReadOnlyList<string> patterns)
    {
        Patterns = patterns;
        _included = [.. patterns.Where(pattern => pattern[0] != '!').Select(pattern => new Glob(pattern))];
        _excluded = [.. patterns.Where(pattern => pattern[0] == '!').Select(pattern => new Glob(pattern[1..]))];
    }

    /// <summary>The patterns as written.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Checks a list and compiles it.</summary>
    /// <param name="patterns">Patterns; a leading <c>!</c> excludes.</param>
    /// <param name="noun"><c>meters</c> or <c>events</c>, for the message.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="error">What is wrong, in the reference's words where it has some; empty when all is well.</param>
    public static bool TryCreate(IReadOnlyList<string> patterns, string noun, [NotNullWhen(true)] out NameFilter? filter, out string error)
    {
        var hasIncluded = patterns.Any(pattern => pattern is not ['!' or '*', ..]);
        error = patterns switch
        {
            [] => $"No {noun} specified",
            _ when patterns.Contains("") => $"element {patterns.ToList().IndexOf("") + 1} of {noun} is empty, a name or pattern is expected",
            _ when hasIncluded && patterns.Any(pattern => pattern.StartsWith('!')) => $"Both included and excluded {noun} specified",
            _ when hasIncluded && patterns.Contains("*") => $"Included {noun} specified with wildcard",
            _ => "",
        };
        filter = error.Length == 0 ? new NameFilter(patterns) : null;
        return filter is not null;
    }

    /// <summary>Reads the list of a source and reports what is wrong with it.</summary>
    /// <param name="source">The source's map.</param>
    /// <param name="noun">Key of the list: <c>meters</c> or <c>events</c>.</param>
    /// <param name="problems">Takes errors; a text or map in place of the list is read by its characters or keys, as the reference does, with a warning.</param>
    /// <returns>The filter; null after an error.</returns>
    public static NameFilter? Load(DefinitionNode source, string noun, ProblemList problems)
    {
        if (!source.TryGet(noun, out var list))
        {
            problems.Error(source, noun == "meters" ? "Missing meters value" : $"No {noun} specified");
            return null;
        }

        if (Elements(list, noun, problems) is not { } patterns) return null;
        if (TryCreate(patterns, noun, out var filter, out var error)) return filter;
        problems.Error(list, error);
        return null;
    }

    /// <summary>Tells whether the source takes a name: excluded is no; included is yes; else yes when there are only exclusions.</summary>
    public bool Matches(string name)
    {
        foreach (var glob in _excluded)
            if (glob.Matches(name)) return false;
        foreach (var glob in _included)
            if (glob.Matches(name)) return true;
        return _included.Length == 0;
    }

    private static IReadOnlyList<string>? Elements(DefinitionNode list, string noun, ProblemList problems)
    {
        switch (list.Kind)
        {
            case NodeKind.Null:
                return [];
            case NodeKind.Text:
                if (list.Text.Length > 0) problems.Warning(list, $"{noun} is a text and read character by character; a list is expected, e.g. [\"{list.Text}\"]");
                return [.. list.Text.EnumerateRunes().Select(rune => rune.ToString())];
            case NodeKind.Map:
                if (list.Entries.Count > 0) problems.Warning(list, $"{noun} is a map and read by its keys; a list is expected");
                return [.. list.Entries.Select(entry => entry.Key)];
            case NodeKind.List:
                var wrong = list.Items.Where(item => item.Kind != NodeKind.Text).ToList();
                foreach (var item in wrong) problems.Error(item, $"a name or pattern is expected, {item.Kind} found; quote it if it is text");
                return wrong.Count > 0 ? null : [.. list.Items.Select(item => item.Text)];
            default:
                problems.Error(list, $"{noun} must be a list of names or patterns, {list.Kind} found");
                return null;
        }
    }
}
