using System.Text.Json;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>A dead letter as one line of JSON: id, headers, and the body in base64.</summary>
internal static class LetterLine
{
    /// <summary>Gives the line with its end, UTF-8.</summary>
    public static ReadOnlyMemory<byte> Of(string id, DeadLetter letter, DateTimeOffset now)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            foreach (var (name, value) in DeadLetterHeaders.Of(letter, now, isTruncated: false))
            {
                writer.WritePropertyName(name);
                if (value is int number) writer.WriteNumberValue(number);
                else writer.WriteStringValue((string?)value);
            }

            writer.WriteBase64String("body"u8, letter.Body.Span);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>Reads a line; null when it is none of ours.</summary>
    public static StoredLetter? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("body", out var body)) return null;
            var headers = document.RootElement.EnumerateObject()
                .Where(member => member.Name.StartsWith("altimeter-", StringComparison.Ordinal))
                .GroupBy(member => member.Name, member => ValueOf(member.Value), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last());
            var id = document.RootElement.TryGetProperty("id", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
            return DeadLetterHeaders.Read(headers, id, null, body.GetBytesFromBase64());
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => true,
        _ => null,
    };
}
