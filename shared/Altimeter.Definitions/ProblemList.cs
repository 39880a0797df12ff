namespace Altimeter.Definitions;

/// <summary>Gathers everything that is wrong in a file, so that an operator sees all of it at once.</summary>
public sealed class ProblemList
{
    private readonly List<Problem> _items = [];

    /// <summary>Problems in the order of discovery.</summary>
    public IReadOnlyList<Problem> Items => _items;

    /// <summary>Whether the file is refused.</summary>
    public bool HasErrors => _items.Exists(problem => problem.Severity == Severity.Error);

    /// <summary>Adds an error about a node.</summary>
    public void Error(DefinitionNode node, string message) => Error(node.File, node.Line, node.Path, message);

    /// <summary>Adds an error; line 0 when unknown, key empty for the whole file.</summary>
    public void Error(string file, int line, string key, string message) => _items.Add(new Problem(Severity.Error, file, line, key, message));

    /// <summary>Adds a warning about a node.</summary>
    public void Warning(DefinitionNode node, string message) => Warning(node.File, node.Line, node.Path, message);

    /// <summary>Adds a warning; line 0 when unknown, key empty for the whole file.</summary>
    public void Warning(string file, int line, string key, string message) => _items.Add(new Problem(Severity.Warning, file, line, key, message));
}
