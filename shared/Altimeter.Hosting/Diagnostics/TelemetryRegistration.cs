using MassTransit.Logging;
using MassTransit.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Altimeter.Hosting.Diagnostics;

/// <summary>Logs to stderr, metrics at <c>/metrics</c>, traces and metrics by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class TelemetryRegistration
{
    private const double SampledShare = 0.01;

    public static void AddAltimeterLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Enabled;
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        // Defaults, below whatever the operator configures. A broker that is away is reported once by whoever waits for it; the
        // transport would log a stack trace per attempt. What keeps the host from starting is told in one line, too.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                new("Logging:LogLevel:Default", "Information"),
                new("Logging:LogLevel:Microsoft", "Warning"),
                new("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "Critical"),
                new("Logging:LogLevel:System.Net.Http", "Warning"),
                new("Logging:LogLevel:MassTransit", "Critical"),
                new("Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks", "None"),
            ],
        });
    }

    public static void AddAltimeterTelemetry(this WebApplicationBuilder builder, string service)
    {
        var exports = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceVersion: ServiceIdentity.Version))
            .WithMetrics(metrics => metrics
                .AddMeter("Altimeter.*", InstrumentationOptions.MeterName)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (!exports) return;
        telemetry
            .WithTracing(tracing => tracing
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(SampledShare)))
                .AddSource("Altimeter.*", DiagnosticHeaders.DefaultListenerName)
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }
}
