using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>The headers that go with the bytes of an item that is set aside; the same names on the broker and in the file.</summary>
internal static class DeadLetterHeaders
{
    private const string Unknown = "unknown";
    private const int LongestText = 2000;

    public static Dictionary<string, object?> Of(DeadLetter letter, DateTimeOffset now, bool isTruncated)
    {
        var headers = new Dictionary<string, object?>
        {
            ["altimeter-kind"] = letter.Kind,
            ["altimeter-reason"] = letter.Reason,
            ["altimeter-text"] = letter.Text.Length <= LongestText ? letter.Text : letter.Text[..LongestText],
            ["altimeter-first-seen"] = (letter.FirstSeen ?? now).ToString("O", CultureInfo.InvariantCulture),
            ["altimeter-attempts"] = letter.Attempts,
            ["altimeter-content-type"] = letter.ContentType,
        };
        Add("altimeter-compression", letter.Compression);
        Add("altimeter-source-queue", letter.SourceQueue);
        Add("altimeter-exchange", letter.Exchange);
        Add("altimeter-routing-key", letter.RoutingKey);
        Add("altimeter-publisher", letter.Publisher);
        if (letter.Options is { Count: > 0 } options) headers["altimeter-options"] = JsonSerializer.Serialize(options);
        if (isTruncated) headers["altimeter-truncated"] = true;
        return headers;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) headers[name] = value;
        }
    }

    /// <summary>Reads a letter back; what is missing or of another type counts as not known, so that nothing in the queue is hidden.</summary>
    /// <param name="headers">Texts as strings or UTF-8 bytes.</param>
    /// <param name="id">Message id; null or empty: one is derived from the content.</param>
    /// <param name="contentType">AMQP content type, for the case that the header is missing.</param>
    /// <param name="body">The item.</param>
    public static StoredLetter Read(IDictionary<string, object?>? headers, string? id, string? contentType, ReadOnlyMemory<byte> body)
    {
        var seen = Text("altimeter-first-seen");
        var letter = new DeadLetter
        {
            Kind = Text("altimeter-kind") ?? Unknown,
            Reason = Text("altimeter-reason") ?? Unknown,
            Text = Text("altimeter-text") ?? "",
            Body = body,
            ContentType = Text("altimeter-content-type") ?? contentType ?? "application/octet-stream",
            Compression = Text("altimeter-compression"),
            SourceQueue = Text("altimeter-source-queue"),
            Exchange = Text("altimeter-exchange"),
            RoutingKey = Text("altimeter-routing-key"),
            Publisher = Text("altimeter-publisher"),
            Options = OptionsOf(Text("altimeter-options")),
            FirstSeen = DateTimeOffset.TryParse(seen, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
            Attempts = Value("altimeter-attempts") is { } attempts && int.TryParse(Convert.ToString(attempts, CultureInfo.InvariantCulture), out var count) ? count : 1,
        };
        return new StoredLetter(string.IsNullOrEmpty(id) ? StoredLetter.IdOf(body.Span, seen) : id, letter, Value("altimeter-truncated") is true);

        object? Value(string name) => headers is not null && headers.TryGetValue(name, out var value) ? value : null;

        string? Text(string name) => Value(name) switch
        {
            string text => text,
            byte[] utf8 => Encoding.UTF8.GetString(utf8),
            _ => null,
        };
    }

    private static Dictionary<string, string>? OptionsOf(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
