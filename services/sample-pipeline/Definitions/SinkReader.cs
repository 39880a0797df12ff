using Altimeter.Definitions;

namespace Altimeter.SamplePipeline.Definitions;

/// <summary>Reads the sinks of <c>pipeline.yaml</c>.</summary>
internal static class SinkReader
{
    private const string Gnocchi = "gnocchi";
    private static readonly string[] Keys = ["name", "publishers"];

    /// <summary>Gives the usable publishers of every sink by its name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PublisherUri>> Read(DefinitionNode list, ProblemList problems)
    {
        var sinks = new Dictionary<string, IReadOnlyList<PublisherUri>>(StringComparer.Ordinal);
        foreach (var sink in PipelineFile.Items(list, "sinks", problems))
        {
            if (sink.Kind != NodeKind.Map)
            {
                problems.Error(sink, $"a sink must be a map with name and publishers, {sink.Kind} found");
                continue;
            }

            PipelineFile.WarnOfUnknownKeys(sink, Keys, problems);
            var publishers = Publishers(sink, problems);
            if (!sink.TryGet("name", out var name)) problems.Error(sink, "Required field name not specified");
            else if (!sinks.TryAdd(name.Text, publishers)) problems.Error(name, $"Duplicated sink names: {name.Text}");
        }

        return sinks;
    }

    private static List<PublisherUri> Publishers(DefinitionNode sink, ProblemList problems)
    {
        if (!sink.TryGet("publishers", out var list) || list.IsFalsy)
        {
            problems.Error(sink, "No publisher specified");
            return [];
        }

        var publishers = new List<PublisherUri>();
        foreach (var item in PipelineFile.Items(list, "publishers", problems))
        {
            if (item.Kind != NodeKind.Text)
            {
                problems.Error(item, $"a publisher must be a text such as gnocchi://, {item.Kind} found");
                continue;
            }

            var uri = PublisherUri.Parse(item.Text);
            if (uri.Scheme == Gnocchi) publishers.Add(uri);
            else problems.Warning(item, $"no publisher for {uri}; it is left out of the sink, gnocchi:// is there");
        }

        if (publishers.Count == 0 && list.Kind == NodeKind.List) problems.Warning(list, "the sink has no usable publisher: what is routed to it is thrown away and counted");
        return publishers;
    }
}
