using System.Diagnostics.Metrics;

namespace Altimeter.SamplePipeline.Diagnostics;

/// <summary>Instruments of the pipeline.</summary>
internal sealed class PipelineMetrics
{
    public PipelineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Altimeter.SamplePipeline");
        SamplesIn = meter.CreateCounter<long>("altimeter.pipeline.samples.in", "{sample}", "Samples taken in.");
        SamplesOut = meter.CreateCounter<long>("altimeter.pipeline.samples.out", "{sample}", "Samples passed on, once per publisher.");
    }

    /// <summary>Samples taken in.</summary>
    public Counter<long> SamplesIn { get; }

    /// <summary>Samples passed on, once per publisher.</summary>
    public Counter<long> SamplesOut { get; }
}
