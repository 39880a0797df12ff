using System.Globalization;
using Altimeter.GnocchiWriter;
using Altimeter.Hosting;
using Altimeter.Hosting.Configuration;
using Altimeter.NotificationRouter;
using Altimeter.Oslo.Transport;
using Altimeter.SamplePipeline;
using Altimeter.SnmpPoller;
using Altimeter.SnmpSimulator.Recordings;
using Altimeter.Standalone.Embedded;
using Altimeter.Standalone.Running;
using Microsoft.Extensions.Options;

namespace Altimeter.Standalone;

/// <summary>Composes the four services and the embedded parts into one process.</summary>
public static class StandaloneModule
{
    private const string DefaultInterval = "00:00:10";

    /// <summary>Adds everything: embedded parts unless real ones are configured, the four services, one bus, and the table.</summary>
    public static WebApplicationBuilder AddStandalone(this WebApplicationBuilder builder)
    {
        builder.AddAltimeterOptions<StandaloneOptions, StandaloneOptionsValidator>(StandaloneOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<StandaloneOptions>, NotificationsFileValidator>();

        var kind = builder.Configuration["RabbitMq:Url"] is null ? BusKind.InMemory : BusKind.RabbitMq;
        var plan = Plan(builder.Configuration);
        builder.Configuration.AddInMemoryCollection(Defaults(builder.Configuration, plan, kind));
        builder.Services.AddSingleton(plan);
        if (builder.Configuration["Http:Port"] is null) builder.WebHost.UseUrls($"http://127.0.0.1:{FreePort.Tcp(StandaloneCommands.Service.DefaultPort)}");
        AddNotifications(builder.Services, kind);

        builder.AddSnmpPoller();
        builder.AddNotificationRouter();
        builder.AddSamplePipeline();
        builder.AddGnocchiWriter();
        builder.AddRunning();
        builder.AddAltimeterBus(kind, plan.DeadLetterFile);

        // First to start, last to stop: the services work off what they hold against the store.
        builder.Services.AddSingleton<EmbeddedServers>();
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider => provider.GetRequiredService<EmbeddedServers>()));
        return builder;
    }

    private static EmbeddedPlan Plan(IConfiguration configuration)
    {
        var options = configuration.GetSection(StandaloneOptions.Section);
        var data = options[nameof(StandaloneOptions.DataDirectory)] ?? Path.Combine(Path.GetTempPath(), $"altimeter-{Guid.NewGuid():N}"[..18]);
        var wanted = int.TryParse(options[nameof(StandaloneOptions.GnocchiPort)], CultureInfo.InvariantCulture, out var port) ? port : new StandaloneOptions().GnocchiPort;
        var hasDevices = configuration.GetSection("SnmpPoller:Targets").GetChildren().Any() || !string.IsNullOrEmpty(configuration["Ceilometer:ConfigurationDirectory"]);
        return new EmbeddedPlan(
            Path.GetFullPath(data),
            configuration["Gnocchi:Endpoint"] is null ? FreePort.Tcp(wanted) : null,
            hasDevices ? [] : FreePort.Udp(Recording.BuiltIn.Count));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Defaults(IConfiguration configuration, EmbeddedPlan plan, BusKind kind)
    {
        // The live table and the log share the terminal: only what needs attention is logged there.
        if (!Console.IsOutputRedirected && !Console.IsErrorRedirected && configuration["Logging:LogLevel:Default"] is null or "Information") yield return new("Logging:LogLevel:Default", "Warning");
        if (plan.StorePort is { } port) yield return new("Gnocchi:Endpoint", $"http://127.0.0.1:{port}");
        if (configuration["SnmpPoller:Interval"] is null) yield return new("SnmpPoller:Interval", DefaultInterval);
        if (kind == BusKind.InMemory) yield return new("SnmpPoller:Output", nameof(PollerOutput.Notifications));
        if (string.Equals(configuration[$"{StandaloneOptions.Section}:{nameof(StandaloneOptions.Once)}"], "true", StringComparison.OrdinalIgnoreCase))
            yield return new("SnmpPoller:RunSchedule", "false");
        foreach (var (index, (recording, devicePort)) in Recording.BuiltIn.Zip(plan.DevicePorts).Index())
        {
            yield return new($"SnmpPoller:Targets:{index}:ResourceId", recording.Name);
            yield return new($"SnmpPoller:Targets:{index}:ResourceUrl", $"snmp://public@127.0.0.1:{devicePort}");
        }
    }

    // Without a broker the raw notifications of the poller reach the router through this process.
    private static void AddNotifications(IServiceCollection services, BusKind kind)
    {
        if (kind == BusKind.RabbitMq) return;
        services.AddSingleton<InProcessNotifications>();
        services.AddSingleton<INotificationSource>(provider => provider.GetRequiredService<InProcessNotifications>());
        services.AddSingleton<INotificationPublisher>(provider => provider.GetRequiredService<InProcessNotifications>());
    }
}
