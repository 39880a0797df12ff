using System.Runtime.InteropServices;
using Altimeter.Definitions;
using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Diagnostics;
using Altimeter.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting;

/// <summary>Runs a service: command line, configuration, checks, health, metrics, graceful stop. The same for every one.</summary>
public static class AltimeterHost
{
    private const string SecretsDirectory = "/run/secrets";

    /// <summary>What the verbs read that work on a composed service.</summary>
    private static readonly string[] VerbSections = ["RabbitMq", "Oslo", "Gnocchi", "Http"];

    /// <summary>Runs the command line of a service.</summary>
    /// <param name="args">Arguments of the process.</param>
    /// <param name="service">Name, help, verbs.</param>
    /// <param name="compose">Adds the service and the bus.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(string[] args, ServiceDescription service, Action<WebApplicationBuilder> compose) =>
        new AltimeterCommandLine(
            service,
            (request, token) => RunServiceAsync(service, request, compose, token),
            (request, use, token) => UseServicesAsync(service, request, compose, use, token)).InvokeAsync(args);

    private static async Task<int> RunServiceAsync(ServiceDescription service, RunRequest request, Action<WebApplicationBuilder> compose, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(service, request, compose);
        await using var app = builder.Build();
        var problems = StartupValidation.Run(app.Services, builder.Configuration, builder.KnownSections(), request.OverrideKeys);
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem.ToString());
        var isRefused = problems.Any(problem => problem.Severity == Severity.Error || request is { ValidateOnly: true, Strict: true });
        if (request.ValidateOnly) await Console.Error.WriteLineAsync(isRefused ? "The configuration is refused." : "The configuration is valid.");
        if (isRefused) return ExitCode.WrongConfiguration;
        if (request.ValidateOnly) return ExitCode.Done;

        return await RunAppAsync(app, service, cancellationToken);
    }

    // A verb must work when something else of the service is misconfigured: only what it needs itself is checked.
    private static async Task<int> UseServicesAsync(
        ServiceDescription service, RunRequest request, Action<WebApplicationBuilder> compose, Func<IServiceProvider, CancellationToken, Task<int>> use, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(service, request, compose);
        await using var app = builder.Build();
        var problems = StartupValidation.RunFor(VerbSections, app.Services, builder.Configuration, builder.KnownSections(), request.OverrideKeys);
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem.ToString());
        return problems.Count > 0 ? ExitCode.WrongConfiguration : await use(app.Services, cancellationToken);
    }

    private static WebApplicationBuilder CreateBuilder(ServiceDescription service, RunRequest request, Action<WebApplicationBuilder> compose)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = service.Name });
        AddConfiguration(builder, service, request);
        AddDefaults(builder, service);
        compose(builder);
        return builder;
    }

    private static void AddConfiguration(WebApplicationBuilder builder, ServiceDescription service, RunRequest request)
    {
        if (Directory.Exists(SecretsDirectory)) builder.Configuration.AddKeyPerFile(SecretsDirectory, optional: true);
        var defaults = new Dictionary<string, string?>();
        if (service.DefaultConfigurationDirectory is { } directory && Directory.Exists(directory) && builder.Configuration["Ceilometer:ConfigurationDirectory"] is null)
            defaults["Ceilometer:ConfigurationDirectory"] = directory;
        builder.Configuration.AddInMemoryCollection(defaults);
        builder.Configuration.AddInMemoryCollection(request.Settings.GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(group => group.Last()));
    }

    private static void AddDefaults(WebApplicationBuilder builder, ServiceDescription service)
    {
        builder.AddAltimeterOptions<HttpOptions, HttpOptionsValidator>("Http");
        builder.Services.AddSingleton<IValidateOptions<HttpOptions>, HttpBindValidator>();
        builder.AddAltimeterOptions<CeilometerOptions, CeilometerOptionsValidator>("Ceilometer");
        builder.Services.AddSingleton(new ServiceIdentity(service.Name));
        builder.Services.AddSingleton<RunResult>();
        builder.Services.AddSingleton<Drops>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.AddAltimeterLogging();
        builder.AddAltimeterTelemetry(service.Name);

        var http = builder.Configuration.GetSection("Http");
        builder.WebHost.UseUrls($"http://{http["Bind"] ?? "127.0.0.1"}:{http["Port"] ?? service.DefaultPort.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    private static async Task<int> RunAppAsync(WebApplication app, ServiceDescription service, CancellationToken cancellationToken)
    {
        HealthEndpoints.Map(app);
        ThrownAwayEndpoint.Map(app);
        app.MapPrometheusScrapingEndpoint("/metrics");
        using var second = EndAtSecondSignal(PosixSignal.SIGINT);
        using var secondTerm = EndAtSecondSignal(PosixSignal.SIGTERM);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message} Set another one with --Http:Port=…");
            await app.StopAsync(CancellationToken.None); // what has started before is not torn off
            return ExitCode.WrongConfiguration;
        }

        app.Services.GetRequiredService<ILogger<ServiceIdentity>>().Started(service.Name, ServiceIdentity.Version, string.Join(", ", app.Urls));
        await app.WaitForShutdownAsync(cancellationToken);
        return app.Services.GetRequiredService<RunResult>().ExitCode;
    }

    // The first signal stops gracefully; who sends a second one does not want to wait.
    private static PosixSignalRegistration EndAtSecondSignal(PosixSignal signal)
    {
        var count = 0;
        return PosixSignalRegistration.Create(signal, _ =>
        {
            if (Interlocked.Increment(ref count) > 1) Environment.Exit(128 + (signal == PosixSignal.SIGINT ? 2 : 15));
        });
    }
}
