using Altimeter.Hosting;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Lanes;
using Altimeter.Oslo.Transport;
using Altimeter.Snmp;
using Altimeter.SnmpPoller.Definitions;
using Altimeter.SnmpPoller.Diagnostics;
using Altimeter.SnmpPoller.Output;
using Altimeter.SnmpPoller.Polling;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller;

/// <summary>Composes the poller.</summary>
public static class SnmpPollerModule
{
    /// <summary>Adds everything of the poller. What is registered before (<see cref="ISnmpClient"/>, <see cref="INotificationPublisher"/>, <see cref="ITargetOwnership"/>) is used instead of its own.</summary>
    public static IHostApplicationBuilder AddSnmpPoller(this IHostApplicationBuilder builder)
    {
        builder.AddAltimeterOptions<SnmpPollerOptions, SnmpPollerOptionsValidator>(SnmpPollerOptions.Section);
        builder.AddOsloOptions();
        if (!IsNotifications(builder.Configuration)) builder.AddLaneTarget(LaneSet.PipelineSamples);
        builder.AddMembership(SharedTargets.Service);
        builder.AddStartupCheck<PollerDefinitionsCheck>();
        AddPolling(builder.Services);
        AddOutput(builder.Services);

        // Stopped in reverse: first nothing more is polled, then the output sends what waits.
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SamplesOutput>());
        builder.Services.AddHostedService<PollingLoop>();
        builder.Services.AddHealthChecks().AddCheck<PollerHealthCheck>("devices", tags: ["detail"]);
        return builder;
    }

    // What is declared at the broker is decided before options exist.
    private static bool IsNotifications(IConfiguration configuration) =>
        string.Equals(configuration[$"{SnmpPollerOptions.Section}:{nameof(SnmpPollerOptions.Output)}"], nameof(PollerOutput.Notifications), StringComparison.OrdinalIgnoreCase);

    private static void AddPolling(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISnmpClient>(provider => new SnmpClient(
            new SnmpClientOptions { Warn = provider.GetRequiredService<ILogger<Poller>>().SecurityWeak }, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ITargetOwnership, SharedTargets>();
        services.AddSingleton<PollerDefinitions>();
        services.AddSingleton<PollerMetrics>();
        services.AddSingleton<PollEntries>();
        services.AddSingleton(provider => new Poller(
            provider.GetRequiredService<ISnmpClient>(),
            provider.GetRequiredService<PollEntries>(),
            provider.GetRequiredService<ISamplesOutput>(),
            provider.GetRequiredService<IOptions<SnmpPollerOptions>>(),
            provider.GetRequiredService<PollerMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Poller>>()));
        services.AddSingleton(provider => new PollerStatus(
            provider.GetRequiredService<PollEntries>(), provider.GetRequiredService<ISamplesOutput>(), provider.GetRequiredService<PollerMetrics>()));
    }

    private static void AddOutput(IServiceCollection services)
    {
        services.TryAddSingleton<SampleCollector>();
        services.TryAddSingleton<INotificationPublisher, RabbitNotificationPublisher>();
        services.AddSingleton<ContractsSender>();
        services.AddSingleton<NotificationsSender>();
        services.AddSingleton<ISamplesSender>(provider => provider.GetRequiredService<IOptions<SnmpPollerOptions>>().Value.Output == PollerOutput.Contracts
            ? provider.GetRequiredService<ContractsSender>()
            : provider.GetRequiredService<NotificationsSender>());
        services.AddSingleton<SamplesOutput>();
        services.AddSingleton<ISamplesOutput>(provider => provider.GetRequiredService<SamplesOutput>());
    }
}
