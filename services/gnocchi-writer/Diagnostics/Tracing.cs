using System.Diagnostics;

namespace Altimeter.GnocchiWriter.Diagnostics;

/// <summary>Spans of the writer.</summary>
public static class Tracing
{
    private const int MaxLinks = 128;

    /// <summary>Source of the spans.</summary>
    public static ActivitySource Source { get; } = new("Altimeter.GnocchiWriter");

    /// <summary>Starts the span of a batch, linked to the traces that it joins.</summary>
    public static Activity? StartBatch(int lane, IEnumerable<ActivityContext> traces)
    {
        if (!Source.HasListeners()) return null;
        var links = traces.Where(trace => trace != default).Distinct().Take(MaxLinks).Select(trace => new ActivityLink(trace));
        var activity = Source.StartActivity("write samples", ActivityKind.Consumer, parentContext: default, links: links);
        activity?.SetTag("altimeter.lane", lane);
        return activity;
    }
}
