using System.Collections.Concurrent;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Delivery;
using Altimeter.SamplePipeline.Definitions;
using Altimeter.SamplePipeline.Diagnostics;

namespace Altimeter.SamplePipeline.Routing;

/// <summary>Decides which samples go to which publishers: source filter first, then volume, for each pipeline in the order of the file.</summary>
internal sealed class SampleRouting(PipelineDefinitions definitions, Drops drops, PipelineMetrics metrics, ILogger<SampleRouting> logger)
{
    private const int MostRememberedNames = 10_000;
    private readonly ConcurrentDictionary<string, bool[]> _selections = new(StringComparer.Ordinal);

    /// <summary>Routes the samples of one message. What no publisher gets is counted by reason and meter.</summary>
    /// <returns>One entry per pipeline and publisher that gets something, in the order of the file.</returns>
    public IReadOnlyList<RoutedSamples> Route(IReadOnlyList<Sample> samples)
    {
        metrics.SamplesIn.Add(samples.Count);
        var kept = new List<Sample>[definitions.Pipelines.Count];
        foreach (var sample in samples)
        {
            var selection = SelectionOf(sample.Name);
            if (!selection.Contains(true))
            {
                drops.Add("not-selected", sample.Name);
                continue;
            }

            if (VolumeRule.ReasonToDrop(sample.Volume) is { } reason)
            {
                if (drops.Add(reason, sample.Name)) logger.VolumeDropped(sample.Name, sample.ResourceId, sample.Timestamp ?? "NO TIMESTAMP", reason);
                continue;
            }

            for (var i = 0; i < kept.Length; i++)
            {
                if (selection[i]) (kept[i] ??= []).Add(sample);
            }
        }

        var routed = new List<RoutedSamples>();
        foreach (var (pipeline, ofPipeline) in definitions.Pipelines.Zip(kept))
        {
            if (ofPipeline is null) continue;
            if (pipeline.Publishers.Count == 0) CountSwallowed(ofPipeline);
            routed.AddRange(pipeline.Publishers.Select(publisher => new RoutedSamples(publisher, ofPipeline, ofPipeline.Count == samples.Count)));
        }

        metrics.SamplesOut.Add(routed.Sum(part => part.Samples.Count));
        return routed;
    }

    private bool[] SelectionOf(string meter)
    {
        if (_selections.TryGetValue(meter, out var selection)) return selection;
        selection = [.. definitions.Pipelines.Select(pipeline => pipeline.Filter.Matches(meter))];
        if (_selections.Count < MostRememberedNames) _selections.TryAdd(meter, selection);
        return selection;
    }

    private void CountSwallowed(List<Sample> samples)
    {
        foreach (var (meter, count) in samples.CountBy(sample => sample.Name)) drops.Add("no-publisher", meter, count);
    }
}
