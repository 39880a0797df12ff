using Altimeter.Hosting;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Lanes;
using Altimeter.NotificationRouter.Routing;
using Altimeter.NotificationRouter.Samples;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Altimeter.NotificationRouter;

/// <summary>Everything of the notification router.</summary>
public static class NotificationRouterModule
{
    /// <summary>Adds the router. Whoever wants another source of notifications registers it before.</summary>
    public static IHostApplicationBuilder AddNotificationRouter(this IHostApplicationBuilder builder)
    {
        builder.AddAltimeterOptions<NotificationRouterOptions, NotificationRouterOptionsValidator>("NotificationRouter");
        builder.AddOsloOptions();
        builder.AddMembership(QueueClaims.Service);
        builder.Services.AddSingleton<IQueueOwnership, QueueClaims>();
        builder.Services.TryAddSingleton<INotificationSource, RabbitNotificationSource>();
        builder.Services.TryAddSingleton<SampleCollector>();
        builder.Services.AddSingleton<PollingSamples>();
        builder.Services.AddSingleton<SettledIds>();
        builder.Services.AddSingleton<HoldLimit>();
        builder.Services.AddSingleton<NotificationRouting>();
        builder.Services.AddHostedService<NotificationIntake>();
        builder.Services.AddHealthChecks().AddCheck<NotificationSourceHealthCheck>("notifications", tags: ["ready"]);
        return builder.AddLaneTarget(LaneSet.PipelineSamples);
    }
}
