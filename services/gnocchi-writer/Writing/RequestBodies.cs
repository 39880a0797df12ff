using System.Text.Json;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Writes the bodies of requests to Gnocchi. Values and timestamps go out as they came.</summary>
public static class RequestBodies
{
    /// <summary>Measures by resource and metric name: <c>{"id": {"meter": {"measures": […], "archive_policy_name": …, "unit": …}}}</c>.</summary>
    /// <param name="slices">Slices of one resource stand together.</param>
    public static GnocchiBody MeasuresByName(IReadOnlyList<MeasureSlice> slices)
    {
        var body = new GnocchiBody();
        var writer = body.Writer;
        writer.WriteStartObject();
        ResourceGroup? open = null;
        foreach (var slice in slices)
        {
            var resource = slice.Metric.Resource;
            if (open != resource)
            {
                if (open is not null) writer.WriteEndObject();
                writer.WriteStartObject(resource.Id);
                open = resource;
            }

            writer.WriteStartObject(slice.Metric.Name);
            writer.WritePropertyName("measures"u8);
            WriteMeasures(writer, slice);
            writer.WriteString("archive_policy_name"u8, slice.Metric.ArchivePolicy);
            if (slice.Metric.Unit is { } unit) writer.WriteString("unit"u8, unit);
            writer.WriteEndObject();
        }

        if (open is not null) writer.WriteEndObject();
        writer.WriteEndObject();
        return body;
    }

    /// <summary>Measures by metric id: <c>{"uuid": […]}</c>.</summary>
    public static GnocchiBody MeasuresById(IReadOnlyList<(MeasureSlice Slice, Guid Id)> slices)
    {
        var body = new GnocchiBody();
        var writer = body.Writer;
        Span<char> id = stackalloc char[36];
        writer.WriteStartObject();
        foreach (var (slice, metric) in slices)
        {
            metric.TryFormat(id, out _);
            writer.WritePropertyName(id);
            WriteMeasures(writer, slice);
        }

        writer.WriteEndObject();
        return body;
    }

    /// <summary>A new resource: id, user, project and attributes.</summary>
    public static GnocchiBody NewResource(ResourceGroup resource)
    {
        var body = new GnocchiBody();
        var writer = body.Writer;
        writer.WriteStartObject();
        writer.WriteString("id"u8, resource.Id);
        writer.WriteString("user_id"u8, resource.UserId);
        writer.WriteString("project_id"u8, resource.ProjectId);
        WriteAttributes(writer, resource);
        writer.WriteEndObject();
        return body;
    }

    /// <summary>Exactly the attributes of a resource.</summary>
    public static GnocchiBody Attributes(ResourceGroup resource)
    {
        var body = new GnocchiBody();
        body.Writer.WriteStartObject();
        WriteAttributes(body.Writer, resource);
        body.Writer.WriteEndObject();
        return body;
    }

    private static void WriteAttributes(Utf8JsonWriter writer, ResourceGroup resource)
    {
        foreach (var (name, json) in resource.Attributes)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json, skipInputValidation: true);
        }
    }

    private static void WriteMeasures(Utf8JsonWriter writer, MeasureSlice slice)
    {
        writer.WriteStartArray();
        for (var i = slice.Start; i < slice.Start + slice.Count; i++)
        {
            var sample = slice.Metric.Measures[i].Sample;
            writer.WriteStartObject();
            writer.WriteString("timestamp"u8, sample.Timestamp);
            writer.WritePropertyName("value"u8);
            writer.WriteRawValue(sample.Volume.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
