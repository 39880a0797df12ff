using Spectre.Console;

namespace Altimeter.Standalone.Running;

/// <summary>Registers what a person sees.</summary>
internal static class RunningModule
{
    public static IHostApplicationBuilder AddRunning(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(AnsiConsole.Console);
        services.AddSingleton<ViewSource>();
        services.AddSingleton<NotificationReplay>();
        services.AddHostedService<Announcement>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationReplay>());
        services.AddHostedService<OnceRunner>();
        services.AddHostedService<LiveRunner>();
        return builder;
    }
}
