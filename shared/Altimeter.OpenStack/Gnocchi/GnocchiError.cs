using System.Text.Json;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Why Gnocchi refused something (spec section 9.4).</summary>
public sealed record GnocchiError
{
    /// <summary>Longest text that is kept, in characters.</summary>
    public const int MaxText = 500;

    /// <summary>For a person: Gnocchi's description in one line, or the beginning of what a proxy answered.</summary>
    public required string Text { get; init; }

    /// <summary>Cause of a structured description, e.g. <c>Unknown resources</c>; null when the description is text.</summary>
    public string? Cause { get; init; }

    /// <summary>Ids that a structured <c>Unknown resources</c> names, as they were sent; distinct, in order.</summary>
    public IReadOnlyList<string> UnknownResources { get; init; } = [];

    /// <summary>Metric ids that <c>Unknown metrics</c> names; distinct, in order.</summary>
    public IReadOnlyList<Guid> UnknownMetrics { get; init; } = [];

    /// <summary>Whether it says that something of a kind is missing, e.g. <c>IsMissing("Resource type")</c>.</summary>
    public bool IsMissing(string kind) => MissingName(kind) is not null;

    /// <summary>Name of what is missing, e.g. of an <c>Archive policy</c>; null when that is not what it says.</summary>
    public string? MissingName(string kind)
    {
        const string Tail = " does not exist";
        return Text.Length > kind.Length + Tail.Length && Text.StartsWith(kind + " ", StringComparison.Ordinal) && Text.EndsWith(Tail, StringComparison.Ordinal)
            ? Text[(kind.Length + 1)..^Tail.Length]
            : null;
    }

    /// <summary>Reads an error body; whatever it is, the result says something.</summary>
    /// <param name="body">The body, possibly cut; null or empty when there was none.</param>
    /// <param name="otherwise">Said when there is no body, e.g. <c>HTTP 400</c>.</param>
    public static GnocchiError Parse(string? body, string otherwise)
    {
        if (string.IsNullOrWhiteSpace(body)) return new GnocchiError { Text = otherwise };
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            return Read(document.RootElement, otherwise);
        }
        catch (JsonException)
        {
            return new GnocchiError { Text = $"{otherwise}: {OneLine(body)}" };
        }
    }

    private static GnocchiError Read(JsonElement root, string otherwise)
    {
        if (root.ValueKind != JsonValueKind.Object) return new GnocchiError { Text = $"{otherwise}: {OneLine(root.GetRawText())}" };
        if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message))
            return new GnocchiError { Text = OneLine(TextOf(message)) };
        if (!root.TryGetProperty("description", out var description) || description.ValueKind == JsonValueKind.Null)
            return new GnocchiError { Text = otherwise };
        return description.ValueKind == JsonValueKind.Object ? ReadStructured(description) : ReadText(TextOf(description));
    }

    private static GnocchiError ReadText(string text) =>
        new() { Text = OneLine(text), UnknownMetrics = MetricIds(text) };

    private static GnocchiError ReadStructured(JsonElement description)
    {
        var cause = description.TryGetProperty("cause", out var c) ? TextOf(c) : "";
        var reason = description.TryGetProperty("reason", out var r) ? TextOf(r) : "";
        var hasDetail = description.TryGetProperty("detail", out var detail);
        var text = string.Join(": ", new[] { cause, reason }.Where(part => part.Length > 0));
        if (hasDetail && reason.Length == 0) text = $"{text}: {detail.GetRawText()}";
        return new GnocchiError
        {
            Text = OneLine(text),
            Cause = cause,
            UnknownResources = hasDetail && cause == "Unknown resources" ? ResourceIds(detail) : [],
            UnknownMetrics = hasDetail && cause == "Unknown metrics" ? MetricIds($"{cause}: {detail.GetRawText()}") : [],
        };
    }

    private static IReadOnlyList<string> ResourceIds(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Array) return [];
        return
        [
            .. detail.EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item => item.TryGetProperty("original_resource_id", out var id) ? TextOf(id) : "")
                .Where(id => id.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    // "Unknown metrics: <uuid>, <uuid>" on old servers, a list on newer ones. In "<uuid>/<name>" the UUID is the resource's.
    private static IReadOnlyList<Guid> MetricIds(string text)
    {
        const string Start = "Unknown metrics: ";
        if (!text.StartsWith(Start, StringComparison.Ordinal)) return [];
        return
        [
            .. text[Start.Length..].Split([',', '"', '[', ']', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Guid.TryParse(part, out var id) ? id : Guid.Empty)
                .Where(id => id != Guid.Empty)
                .Distinct(),
        ];
    }

    private static string TextOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    private static string OneLine(string text)
    {
        var cut = text.Length > MaxText ? text[..MaxText] + "…" : text;
        return string.Join(' ', cut.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
