using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;
using Microsoft.Extensions.Options;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Makes the writer of a lane, with caches of its own.</summary>
public sealed class LaneWriterFactory(
    IGnocchiApi api, [FromKeyedServices(GnocchiPeer.Key)] Peer peer, GnocchiServer server, ArchivePolicies policies, ResourceTypeUpgrade types, PolicyWindows windows,
    IDeadLetters deadLetters, Drops drops, WriterStatus status, WriterMetrics metrics, IOptions<GnocchiWriterOptions> options, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Makes the writer and the rejects of a lane.</summary>
    public (LaneWriter Writer, SampleRejects Rejects) Create(int lane)
    {
        var rejects = new SampleRejects(lane, deadLetters, status, loggers.CreateLogger<SampleRejects>());
        var resources = new ResourceWriter(api, peer, types, options.Value.ResourcesPerLane, time, metrics);
        var known = new KnownMetrics(api, options.Value.MetricsPerLane, metrics);
        var posted = new PostedMessages(metrics);
        var late = new LateSamples(known, windows, posted, peer, rejects, drops, status);
        var measures = new MeasureWriter(api, peer, policies, resources, known, rejects, status, metrics);
        return (new LaneWriter(server, policies, late, posted, measures, resources, known, rejects, drops, status, metrics, loggers.CreateLogger<LaneWriter>()), rejects);
    }
}
