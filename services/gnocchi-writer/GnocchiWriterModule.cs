using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Consumers;
using Altimeter.GnocchiWriter.Definitions;
using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.GnocchiWriter.Replay;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.Hosting;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.OpenStack.Gnocchi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Altimeter.GnocchiWriter;

/// <summary>Registers the writer.</summary>
public static class GnocchiWriterModule
{
    /// <summary>Adds everything of the writer: options, definitions, Gnocchi's client and the consumer of the sample lanes.</summary>
    public static IHostApplicationBuilder AddGnocchiWriter(this IHostApplicationBuilder builder)
    {
        builder.AddAltimeterOptions<GnocchiWriterOptions, GnocchiWriterOptionsValidator>("GnocchiWriter");
        builder.AddAltimeterOptions<GnocchiOptions, GnocchiOptionsValidator>("Gnocchi");
        builder.AddStartupCheck<ResourceDefinitionsCheck>();
        builder.AddLaneConsumer<PublishSamples, SampleConsumer>(LaneSet.WriterSamples);
        AddWriting(builder.Services);
        return builder;
    }

    private static void AddWriting(IServiceCollection services)
    {
        services.AddGnocchiApi();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Drops>();
        services.AddKeyedSingleton(GnocchiPeer.Key, (provider, _) => new Peer(
            "Gnocchi",
            provider.GetRequiredService<IOptions<GnocchiOptions>>().Value.Endpoint,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Peer>>()));
        services.AddSingleton<WriterMetrics>();
        services.AddSingleton<WriterStatus>();
        services.AddSingleton<ResourceDefinitionsSource>();
        services.AddSingleton<GnocchiServer>();
        services.AddSingleton<ArchivePolicies>();
        services.AddSingleton<PolicyWindows>();
        services.AddSingleton<ResourceTypeUpgrade>();
        services.AddSingleton<SampleMapper>();
        services.AddSingleton<LaneWriterFactory>();
        services.AddSingleton<AgeAdvice>();
        services.AddSingleton<IReplayAdvice, GnocchiReplayAdvice>();
    }
}
