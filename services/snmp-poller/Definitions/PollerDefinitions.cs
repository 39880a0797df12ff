using Altimeter.Definitions;
using Altimeter.Hosting.Configuration;
using Altimeter.Snmp;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>What is polled: the sources of <c>polling.yaml</c> and of the options, with the meters of <c>snmp.yaml</c>. Read once, at the start.</summary>
public sealed class PollerDefinitions
{
    private const string OptionsSource = "SnmpPoller:Targets";

    /// <summary>Reads the files and options.</summary>
    public PollerDefinitions(IOptions<SnmpPollerOptions> options, IOptions<CeilometerOptions> ceilometer)
    {
        var problems = new ProblemList();
        var directory = ceilometer.Value.ConfigurationDirectory;
        Meters = MeterFile.Load(directory, problems);
        List<PollSource> sources = [.. PollingFile.Load(directory, [.. Meters.Select(meter => meter.Name)], problems)];
        if (FromOptions(options.Value, problems) is { } own) sources.Add(own);
        Sources = sources;
        Problems = [.. problems.Items.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line)];
    }

    /// <summary>Meters that can be polled, in the order of the file.</summary>
    public IReadOnlyList<MeterDefinition> Meters { get; }

    /// <summary>Sources in the order of the file, the one of the options last.</summary>
    public IReadOnlyList<PollSource> Sources { get; }

    /// <summary>What is wrong in the files, by file and line.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    private static PollSource? FromOptions(SnmpPollerOptions options, ProblemList problems)
    {
        if (options.Targets.Count == 0) return null;
        List<PollResource> resources = [];
        for (var i = 0; i < options.Targets.Count; i++)
        {
            var target = options.Targets[i];
            if (target.ResourceUrl is not { } url || !SnmpUri.TryParse(url, out var parsed, out _, out var warnings)) continue; // the options' validator says so
            foreach (var warning in warnings) problems.Warning($"{OptionsSource}:{i}", 0, "", warning);
            resources.Add(string.IsNullOrEmpty(target.ResourceId)
                ? PollResource.Of(url, parsed)
                : PollResource.Of([new("resource_id", target.ResourceId), new("resource_url", url)], parsed));
        }

        IReadOnlyList<string> patterns = options.Meters.Count > 0 ? options.Meters : ["hardware.*"];
        return NameFilter.TryCreate(patterns, "meters", out var filter, out _) ? new PollSource(OptionsSource, options.Interval, filter, resources) : null;
    }
}
