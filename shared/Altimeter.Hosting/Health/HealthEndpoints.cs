using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Altimeter.Hosting.Health;

/// <summary><c>/health/live</c>: the process turns. <c>/health/ready</c>: configuration valid, broker connected, endpoints consuming; with details.</summary>
internal static class HealthEndpoints
{
    /// <summary>Tag of the checks that decide readiness; MassTransit's own check carries it too.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of the checks that only tell something.</summary>
    public const string Detail = "detail";

    public static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready) || check.Tags.Contains(Detail),
            ResponseWriter = WriteAsync,
        });
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("status"u8, report.Status.ToString());
        writer.WriteStartObject("checks"u8);
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteStartObject(name);
            writer.WriteString("status"u8, entry.Status.ToString());
            if (entry.Description is not null) writer.WriteString("description"u8, entry.Description);
            writer.WriteStartObject("data"u8);
            foreach (var (key, value) in entry.Data.Where(item => item.Value is string or long or int or IReadOnlyDictionary<string, long>))
            {
                if (value is string text) writer.WriteString(key, text);
                else if (value is IReadOnlyDictionary<string, long> counts) ThrownAway.WriteCounts(writer, key, counts);
                else writer.WriteNumber(key, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }
}
