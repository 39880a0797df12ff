using System.Text.Json;
using System.Text.Json.Serialization;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>One aggregated point: on the wire an array of timestamp, granularity and value.</summary>
/// <param name="Timestamp">Begin of the granule, UTC.</param>
/// <param name="Granularity">Seconds.</param>
/// <param name="Value">The aggregate.</param>
[JsonConverter(typeof(StoredMeasureConverter))]
public readonly record struct StoredMeasure(DateTimeOffset Timestamp, double Granularity, double Value);

internal sealed class StoredMeasureConverter : JsonConverter<StoredMeasure>
{
    public override StoredMeasure Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a measure must be an array of timestamp, granularity and value");
        reader.Read();
        var timestamp = reader.GetDateTimeOffset();
        reader.Read();
        var granularity = reader.GetDouble();
        reader.Read();
        var value = reader.GetDouble();
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("a measure must have three members");
        return new StoredMeasure(timestamp, granularity, value);
    }

    public override void Write(Utf8JsonWriter writer, StoredMeasure value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Timestamp);
        writer.WriteNumberValue(value.Granularity);
        writer.WriteNumberValue(value.Value);
        writer.WriteEndArray();
    }
}
