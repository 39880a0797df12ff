using System.Text.Json;

namespace Altimeter.Contracts.V1;

/// <summary>A sample as a JSON object with Ceilometer's attribute names: for dead letters, file output and the <c>contracts</c> command.</summary>
public static class SampleJson
{
    /// <summary>Writes one sample; volume, metadata and monotonic time keep their original text.</summary>
    /// <param name="writer">Positioned where a value is expected.</param>
    /// <param name="sample">The sample.</param>
    public static void Write(Utf8JsonWriter writer, Sample sample)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, sample.Name);
        writer.WriteString("type"u8, sample.Type);
        writer.WriteString("unit"u8, sample.Unit);
        WriteRaw(writer, "volume"u8, sample.Volume, "null"u8);
        writer.WriteString("user_id"u8, sample.UserId);
        writer.WriteString("project_id"u8, sample.ProjectId);
        writer.WriteString("resource_id"u8, sample.ResourceId);
        writer.WriteString("timestamp"u8, sample.Timestamp);
        WriteRaw(writer, "resource_metadata"u8, sample.Metadata, "{}"u8);
        writer.WriteString("source"u8, sample.Source);
        writer.WriteString("id"u8, sample.Id);
        WriteRaw(writer, "monotonic_time"u8, sample.MonotonicTime, "null"u8);
        writer.WriteEndObject();
    }

    /// <summary>Gives one sample as a JSON object, UTF-8.</summary>
    public static byte[] ToBytes(Sample sample)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, sample);
        return buffer.ToArray();
    }

    // NaN and Infinity are legal in the envelope but not in JSON: the original text is kept all the same.
    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json, ReadOnlySpan<byte> otherwise)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json.IsEmpty ? otherwise : json.Span, skipInputValidation: true);
    }
}
