using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Altimeter.Hosting.DeadLetters;

namespace Altimeter.Hosting.CommandLine;

/// <summary>Letters as JSON objects, one a line.</summary>
internal static class LetterJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text members in their order; null ones are left out.</summary>
    public static IEnumerable<(string Name, string? Value)> Members(StoredLetter stored)
    {
        var letter = stored.Letter;
        return
        [
            ("id", stored.Id),
            ("kind", letter.Kind),
            ("reason", letter.Reason),
            ("text", letter.Text),
            ("source_queue", letter.SourceQueue),
            ("exchange", letter.Exchange),
            ("routing_key", letter.RoutingKey),
            ("publisher", letter.Publisher),
            ("options", letter.Options is { } options ? string.Join('&', options.Select(option => $"{option.Key}={option.Value}")) : null),
            ("first_seen", letter.FirstSeen?.ToString("O", CultureInfo.InvariantCulture)),
            ("attempts", letter.Attempts.ToString(CultureInfo.InvariantCulture)),
            ("content_type", letter.ContentType),
            ("compression", letter.Compression),
        ];
    }

    /// <summary>Gives one line without its end.</summary>
    /// <param name="stored">The letter.</param>
    /// <param name="withBody">Whether with <c>body</c>, or <c>body_base64</c> when it is no UTF-8.</param>
    /// <param name="outcome">What became of it, and why; null: nothing.</param>
    public static string Line(StoredLetter stored, bool withBody, (string Outcome, string? Why)? outcome = null)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in Members(stored))
            {
                if (name == "attempts") writer.WriteNumber(name, stored.Letter.Attempts);
                else if (value is not null) writer.WriteString(name, value);
            }

            writer.WriteNumber("bytes", stored.Letter.Body.Length);
            writer.WriteBoolean("truncated", stored.IsTruncated);
            if (outcome is { } end)
            {
                writer.WriteString("outcome", end.Outcome);
                if (end.Why is not null) writer.WriteString("why", end.Why);
            }

            if (withBody) WriteBody(writer, stored.Letter.Body.Span);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The bytes as text; null when they are no UTF-8. A character that is cut off at the end does not count.</summary>
    public static string? TextOf(ReadOnlySpan<byte> utf8)
    {
        for (var cut = 0; cut < 4 && cut <= utf8.Length; cut++)
        {
            try
            {
                return Strict.GetString(utf8[..^cut]);
            }
            catch (DecoderFallbackException)
            {
                // perhaps only the last character
            }
        }

        return null;
    }

    private static void WriteBody(Utf8JsonWriter writer, ReadOnlySpan<byte> body)
    {
        try
        {
            writer.WriteString("body", Strict.GetString(body));
        }
        catch (DecoderFallbackException)
        {
            writer.WriteBase64String("body_base64", body);
        }
    }
}
