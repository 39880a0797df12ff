using Altimeter.GnocchiWriter;
using Altimeter.Hosting;
using Altimeter.Hosting.CommandLine;
using Altimeter.NotificationRouter;
using Altimeter.SamplePipeline;
using Altimeter.SnmpPoller;
using Altimeter.SnmpSimulator;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Altimeter.UnitTests.Infra;

/// <summary>Each of our services in docker-compose.yml accepts its environment: unknown keys and wrong values are refused by its own validation.</summary>
[Collection("console")]
public sealed class ComposeOptionsTests
{
    [Fact]
    public Task Environment_Poller_IsValid() => ValidAsync(SnmpPollerCommands.Service, builder => builder.AddSnmpPoller().AddAltimeterBus());

    [Fact]
    public Task Environment_Router_IsValid() => ValidAsync(NotificationRouterCommands.Service, builder => builder.AddNotificationRouter().AddAltimeterBus());

    [Fact]
    public Task Environment_Pipeline_IsValid() => ValidAsync(SamplePipelineCommands.Service, builder => builder.AddSamplePipeline().AddAltimeterBus());

    [Fact]
    public Task Environment_Writer_IsValid() => ValidAsync(GnocchiWriterCommands.Service, builder => builder.AddGnocchiWriter().AddAltimeterBus());

    [Fact]
    public Task Environment_Simulator_IsValid() => ValidAsync(SnmpSimulatorCommands.All, builder => builder.AddSnmpSimulator());

    private static async Task ValidAsync(ServiceDescription service, Action<WebApplicationBuilder> compose)
    {
        var settings = ComposeFile.EnvironmentOf(service.Name).Select(entry => $"--{entry.Key.Replace("__", ":", StringComparison.Ordinal)}={entry.Value}");
        var before = Console.Error;
        await using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            var code = await AltimeterHost.RunAsync(["--validate", "--strict", .. settings], service with { DefaultConfigurationDirectory = null }, compose);

            Assert.True(code == ExitCode.Done, $"docker-compose.yml: {service.Name}: {errors}");
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
