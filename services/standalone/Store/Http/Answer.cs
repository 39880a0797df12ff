using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Http;

/// <summary>What a route answers when it succeeds.</summary>
internal sealed record Answer(int Status)
{
    /// <summary>204 or 202 without a body.</summary>
    public static readonly Answer NoContent = new(204), Accepted = new(202);

    /// <summary>The body; null for none.</summary>
    public Action<Utf8JsonWriter>? Body { get; private init; }

    /// <summary>Path for the <c>Location</c> header.</summary>
    public string? Location { get; init; }

    /// <summary>Query of the <c>Link</c> header to the next page.</summary>
    public string? NextPage { get; init; }

    /// <summary>Resource revision for <c>ETag</c> and <c>Last-Modified</c>.</summary>
    public Model.Resource? Tagged { get; init; }

    public static Answer Json(JsonNode body, int status = 200) => new(status) { Body = writer => body.WriteTo(writer) };

    public static Answer List(IEnumerable<JsonNode> items) => Json(new JsonArray([.. items]));

    public static Answer Json(Action<Utf8JsonWriter> body) => new(200) { Body = body };
}
