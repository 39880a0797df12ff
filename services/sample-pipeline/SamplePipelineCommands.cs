using Altimeter.Hosting;

namespace Altimeter.SamplePipeline;

/// <summary>Command line of the pipeline.</summary>
public static class SamplePipelineCommands
{
    /// <summary>The service.</summary>
    public static ServiceDescription Service { get; } = new("sample-pipeline", "Validates collected samples and routes them from sources to the publishers of their sinks.", 9103);
}
