using Altimeter.Hosting;
using Altimeter.Hosting.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>Starts a host with the real bus on a real broker, whose log is kept.</summary>
internal static class BusHost
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="brokerUrl">The broker.</param>
    /// <param name="service">Name of the service that it is.</param>
    /// <param name="compose">Adds what it consumes and sends to.</param>
    /// <param name="settings">Further configuration.</param>
    public static async Task<WebApplication> StartAsync(
        string brokerUrl, string service, Action<WebApplicationBuilder> compose, params KeyValuePair<string, string?>[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("MassTransit", LogLevel.Critical);
        var log = new ListLoggerProvider();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(log);
        builder.Configuration.AddInMemoryCollection([new("RabbitMq:Url", brokerUrl), new("urls", "http://127.0.0.1:0")]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(new ServiceIdentity(service));
        builder.Services.AddSingleton<Drops>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        compose(builder);
        builder.AddAltimeterBus();
        var app = builder.Build();
        await app.StartAsync().WaitAsync(Limit);
        return app;
    }
}
