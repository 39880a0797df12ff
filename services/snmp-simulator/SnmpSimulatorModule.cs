using Altimeter.Hosting.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpSimulator;

/// <summary>Registers the simulator.</summary>
public static class SnmpSimulatorModule
{
    /// <summary>Adds the devices of section <c>SnmpSimulator</c>, which start and stop with the host.</summary>
    public static IHostApplicationBuilder AddSnmpSimulator(this IHostApplicationBuilder builder)
    {
        builder.AddAltimeterOptions<SnmpSimulatorOptions, SnmpSimulatorOptionsValidator>("SnmpSimulator");
        builder.Services.AddSingleton<IValidateOptions<SnmpSimulatorOptions>, SnmpSimulatorRules>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<SnmpSimulatorService>();
        return builder;
    }
}
