using Altimeter.Definitions;

namespace Altimeter.SamplePipeline.Definitions;

/// <summary>Reads <c>pipeline.yaml</c>: what makes the reference refuse the file is an error, what it skips or ignores a warning (spec/pipeline.md §3–6).</summary>
public static class PipelineFile
{
    /// <summary>Name of the file in the configuration directory.</summary>
    public const string FileName = "pipeline.yaml";

    private const string BuiltIn = """
        sources:
          - name: meter_source
            meters: ["*"]
            sinks: [meter_sink]
        sinks:
          - name: meter_sink
            publishers: ["gnocchi://"]
        """;

    private static readonly string[] SourceKeys = ["name", "meters", "sinks"];

    /// <summary>Reads the operator's file, or the built-in one: every meter to Gnocchi.</summary>
    /// <param name="directory">Configuration directory; null or empty: the built-in file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static IReadOnlyList<Pipeline> Load(string? directory, ProblemList problems)
    {
        var path = DefinitionFile.Find(FileName, string.IsNullOrEmpty(directory) ? null : directory);
        var root = path is null ? DefinitionFile.Parse(BuiltIn, $"built-in {FileName}", problems) : DefinitionFile.Load(path, problems);
        return root is null ? [] : Read(root, problems);
    }

    /// <summary>Joins the sources and sinks of a file; empty after an error.</summary>
    public static IReadOnlyList<Pipeline> Read(DefinitionNode root, ProblemList problems)
    {
        if (!root.TryGet("sources", out var sources) || !root.TryGet("sinks", out var sinks))
        {
            problems.Error(root, "Both sources & sinks are required");
            return [];
        }

        var known = SinkReader.Read(sinks, problems);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var pipelines = new Dictionary<string, Pipeline>(StringComparer.Ordinal);
        foreach (var source in Items(sources, "sources", problems)) ReadSource(source, known, names, pipelines, problems);
        return problems.HasErrors ? [] : [.. pipelines.Values];
    }

    /// <summary>Gives the elements of a list; anything else is an error.</summary>
    internal static IReadOnlyList<DefinitionNode> Items(DefinitionNode list, string name, ProblemList problems)
    {
        if (list.Kind == NodeKind.List) return list.Items;
        problems.Error(list, $"{name} must be a list, {list.Kind} found");
        return [];
    }

    /// <summary>Warns of keys that have no effect; a lost transformation is worth a sentence of its own.</summary>
    internal static void WarnOfUnknownKeys(DefinitionNode node, IReadOnlyList<string> keys, ProblemList problems)
    {
        foreach (var (key, value) in node.Entries.Where(entry => !keys.Contains(entry.Key)))
        {
            problems.Warning(value, key == "transformers"
                ? "transformers were removed from Ceilometer in 12.0.0; samples pass without the transformation"
                : $"the key {key} is unknown and ignored");
        }
    }

    private static void ReadSource(
        DefinitionNode source, IReadOnlyDictionary<string, IReadOnlyList<PublisherUri>> sinks, HashSet<string> names, Dictionary<string, Pipeline> pipelines, ProblemList problems)
    {
        if (source.Kind != NodeKind.Map)
        {
            problems.Error(source, $"a source must be a map with name, meters and sinks, {source.Kind} found");
            return;
        }

        if (!source.TryGet("name", out var name)) problems.Error(source, "Required field name not specified");
        else if (!names.Add(name.Text)) problems.Error(name, $"Duplicated source names: {name.Text}");
        var filter = NameFilter.Load(source, "meters", problems);
        WarnOfUnknownKeys(source, SourceKeys, problems);
        if (!source.TryGet("sinks", out var list))
        {
            problems.Error(source, "Required field sinks not specified");
            return;
        }

        if (list.IsFalsy) problems.Error(list, $"No sink defined in source {name?.Text}");
        foreach (var sink in list.IsFalsy ? [] : Items(list, "sinks", problems))
        {
            if (!sinks.TryGetValue(sink.Text, out var publishers))
            {
                problems.Error(sink, $"Dangling sink {sink.Text} from source {name?.Text}");
                continue;
            }

            if (name is null || filter is null) continue;
            var pipeline = new Pipeline(name.Text == sink.Text ? name.Text : $"{name.Text}:{sink.Text}", filter, publishers);
            if (!pipelines.TryAdd(pipeline.Name, pipeline)) problems.Error(sink, $"Duplicate pipeline name: {pipeline.Name}");
        }
    }
}
