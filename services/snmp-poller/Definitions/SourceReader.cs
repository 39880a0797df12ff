using System.Globalization;
using Altimeter.Definitions;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>Reads one source of <c>polling.yaml</c>: what the reference refuses is an error, what it skips or ignores a warning.</summary>
internal sealed class SourceReader(DefinitionNode node, IReadOnlyList<string> meters, ProblemList problems)
{
    private const long MaxIntervalSeconds = 366L * 24 * 3600;
    private static readonly string[] Keys = ["name", "interval", "meters", "resources", "discovery"];

    /// <summary>Gives the source; null after an error.</summary>
    public PollSource? Read()
    {
        if (node.Kind != NodeKind.Map)
        {
            problems.Error(node, $"a source must be a map with name, interval and meters, {node.Kind} found");
            return null;
        }

        if (!node.TryGet("name", out var name)) problems.Error(node, "Required field name not specified");
        var interval = Interval();
        var filter = NameFilter.Load(node, "meters", problems);
        var resources = List("resources")?.Select(item => ResourceReader.Read(item, problems)).OfType<PollResource>().ToList();
        var discovery = List("discovery");
        foreach (var (key, value) in node.Entries)
            if (!Keys.Contains(key)) problems.Warning(value, $"the key {key} is unknown and ignored");
        if (name is null || interval is null || filter is null || resources is null || discovery is null) return null;

        WarnOfNothing(filter, resources, discovery);
        return new PollSource(name.Text, interval.Value, filter, resources);
    }

    private TimeSpan? Interval()
    {
        if (!node.TryGet("interval", out var value))
        {
            problems.Error(node, "Missing interval value");
            return null;
        }

        long? seconds = value.Kind switch
        {
            NodeKind.Number when value.TryGetInt64(out var integer) => integer,
            NodeKind.Number when value.TryGetDouble(out var number) && Math.Abs(number) <= MaxIntervalSeconds => (long)number,
            NodeKind.Text when long.TryParse(value.Text.Trim().Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var text) => text,
            _ => null,
        };
        switch (seconds)
        {
            case null or > MaxIntervalSeconds:
                problems.Error(value, $"Invalid interval value '{value.Text}', a number of seconds is expected");
                return null;
            case <= 0:
                problems.Error(value, "Interval value should > 0");
                return null;
            default:
                return TimeSpan.FromSeconds(seconds.Value);
        }
    }

    private IReadOnlyList<DefinitionNode>? List(string key)
    {
        if (!node.TryGet(key, out var value) || value.IsFalsy) return [];
        if (value.Kind == NodeKind.List) return value.Items;
        problems.Error(value, $"{char.ToUpperInvariant(key[0])}{key[1..]} should be a list");
        return null;
    }

    private void WarnOfNothing(NameFilter filter, List<PollResource> resources, IReadOnlyList<DefinitionNode> discovery)
    {
        node.TryGet("meters", out var list);
        foreach (var pattern in filter.Patterns)
        {
            var glob = new Glob(pattern.TrimStart('!'));
            if (!meters.Any(glob.Matches)) problems.Warning(list!, $"'{pattern}' matches no SNMP meter");
        }

        var selectsSome = meters.Any(filter.Matches);
        if (discovery.Count > 0 && selectsSome) problems.Warning(discovery[0], "discovery is not available; list the devices under resources");
        else if (resources.Count == 0 && selectsSome) problems.Warning(node, "the source names no resources, and there is no default discovery: nothing is polled");
    }
}
