using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.Lanes;
using Altimeter.SamplePipeline.Consumers;
using Altimeter.SamplePipeline.Definitions;
using Altimeter.SamplePipeline.Diagnostics;
using Altimeter.SamplePipeline.Routing;

namespace Altimeter.SamplePipeline;

/// <summary>Composes the pipeline.</summary>
public static class SamplePipelineModule
{
    /// <summary>Adds everything of the pipeline: definitions, routing, and the consumer of its lanes.</summary>
    public static IHostApplicationBuilder AddSamplePipeline(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PipelineDefinitions>();
        builder.Services.AddSingleton<PipelineMetrics>();
        builder.Services.AddSingleton<SampleRouting>();
        builder.AddStartupCheck<PipelineDefinitionsCheck>();
        builder.AddLaneConsumer<SamplesCollected, SampleConsumer>(LaneSet.PipelineSamples);
        builder.AddLaneTarget(LaneSet.WriterSamples);
        return builder;
    }
}
