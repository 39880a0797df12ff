using System.Text.Json;

namespace Altimeter.Contracts.V1;

/// <summary>An event as a JSON object with Ceilometer's names: for dead letters and the <c>contracts</c> command.</summary>
public static class EventJson
{
    /// <summary>Gives one event as a JSON object, UTF-8; traits are arrays of name, type and value.</summary>
    public static byte[] ToBytes(Event item)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("message_id"u8, item.MessageId);
            writer.WriteString("event_type"u8, item.EventType);
            writer.WriteString("generated"u8, item.Generated);
            writer.WriteStartArray("traits"u8);
            foreach (var trait in item.Traits)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(trait.Name);
                writer.WriteNumberValue(trait.Type);
                writer.WriteRawValue(trait.Value.IsEmpty ? "null"u8 : trait.Value.Span, skipInputValidation: true);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WritePropertyName("raw"u8);
            writer.WriteRawValue(item.Raw.IsEmpty ? "{}"u8 : item.Raw.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
