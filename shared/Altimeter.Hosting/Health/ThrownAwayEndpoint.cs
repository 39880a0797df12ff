using System.Text.Json;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Altimeter.Hosting.Health;

/// <summary><c>/health/thrown-away</c>: counts since the start by reason and name, for the command of that name and for monitoring.</summary>
internal static class ThrownAwayEndpoint
{
    public const string Path = "/health/thrown-away";

    public static void Map(WebApplication app)
    {
        if (app.Services.GetService<DeadLetterCounter>() is not { } deadLetters) return;
        var drops = app.Services.GetRequiredService<Drops>();
        var service = app.Services.GetRequiredService<ServiceIdentity>().Name;
        var since = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        app.MapGet(Path, async (HttpContext context) =>
        {
            context.Response.ContentType = "application/json";
            await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Indented = true });
            ThrownAway.Of(service, since, drops, deadLetters).WriteTo(writer);
            await writer.FlushAsync(context.RequestAborted);
        });
    }
}
