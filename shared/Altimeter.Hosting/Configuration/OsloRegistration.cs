using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Altimeter.Hosting.Configuration;

/// <summary>Registers section <c>Oslo</c>, the same for every service that takes in or gives out raw notifications.</summary>
public static class OsloRegistration
{
    /// <summary>Adds the options. Without addresses of their own, notifications are on the broker of the contracts.</summary>
    public static IHostApplicationBuilder AddOsloOptions(this IHostApplicationBuilder builder)
    {
        if (!builder.Configuration.GetSection("Oslo:TransportUrls").GetChildren().Any())
        {
            var broker = builder.Configuration["RabbitMq:Url"] ?? new RabbitMqOptions().Url;
            builder.Configuration.AddInMemoryCollection([new("Oslo:TransportUrls:0", broker)]);
        }

        return builder.AddAltimeterOptions<OsloOptions, OsloOptionsValidator>("Oslo");
    }
}
