using Altimeter.Definitions;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>Reads <c>polling.yaml</c> (spec/polling.md §3).</summary>
public static class PollingFile
{
    /// <summary>Name of the file in the configuration directory.</summary>
    public const string FileName = "polling.yaml";

    /// <summary>Reads the operator's file; without one there are no sources.</summary>
    /// <param name="directory">Configuration directory; null or empty: no sources.</param>
    /// <param name="meters">Names of all defined meters, to tell which patterns select nothing.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static IReadOnlyList<PollSource> Load(string? directory, IReadOnlyList<string> meters, ProblemList problems)
    {
        var path = DefinitionFile.Find(FileName, string.IsNullOrEmpty(directory) ? null : directory);
        var root = path is null ? null : DefinitionFile.Load(path, problems);
        return root is null ? [] : Read(root, meters, problems);
    }

    /// <summary>Reads the sources under the key <c>sources</c>.</summary>
    /// <returns>The sources that are right, in the order of the file.</returns>
    public static IReadOnlyList<PollSource> Read(DefinitionNode root, IReadOnlyList<string> meters, ProblemList problems)
    {
        if (!root.TryGet("sources", out var list))
        {
            problems.Error(root, "sources required");
            return [];
        }

        if (list.Kind != NodeKind.List)
        {
            problems.Error(list, $"sources must be a list, {list.Kind} found");
            return [];
        }

        List<PollSource> sources = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in list.Items)
        {
            if (new SourceReader(node, meters, problems).Read() is not { } source) continue;
            if (!names.Add(source.Name)) problems.Warning(node, $"two sources are named {source.Name}; each is polled as it stands");
            sources.Add(source);
        }

        return sources;
    }
}
