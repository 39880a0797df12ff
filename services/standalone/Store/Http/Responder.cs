using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;
using Microsoft.AspNetCore.WebUtilities;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Runs a route and writes its answer or its fault.</summary>
internal static class Responder
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task RunAsync(HttpContext http, MeasureStore store, Func<StoreRequest, Task<Answer>> route)
    {
        try
        {
            if (!Accepts(http, "application/json"))
            {
                throw new GnocchiFault(406, "The resource could not be generated as acceptable to the client: expected application/json");
            }

            await WriteAsync(http, await route(new StoreRequest(http, store)));
        }
        catch (GnocchiFault fault)
        {
            await WriteAsync(http, fault);
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(http, new GnocchiFault(e.StatusCode, e.Message));
        }
    }

    /// <summary>412 or 304 when the request's conditions ask for it (RFC 9110 §13.2.2).</summary>
    /// <exception cref="GnocchiFault">412 or 304.</exception>
    public static void CheckConditions(HttpContext http, Resource resource)
    {
        var headers = http.Request.GetTypedHeaders();
        var modified = DateTimeOffset.UnixEpoch.AddSeconds(resource.RevisionStart / 1_000_000);
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        bool Names(IList<Microsoft.Net.Http.Headers.EntityTagHeaderValue> tags) => tags.Any(tag => tag.Tag == "*" || tag.Tag == resource.ETag);

        if (headers.IfMatch.Count > 0 ? !Names(headers.IfMatch) : headers.IfUnmodifiedSince < modified)
        {
            throw new GnocchiFault(412, "The resource was changed");
        }

        if (headers.IfNoneMatch.Count > 0 ? Names(headers.IfNoneMatch) : reads && headers.IfModifiedSince >= modified)
        {
            throw new GnocchiFault(reads ? 304 : 412, "The resource was not changed");
        }
    }

    private static async Task WriteAsync(HttpContext http, Answer answer)
    {
        var (request, response) = (http.Request, http.Response);
        response.StatusCode = answer.Status;
        var origin = $"{request.Scheme}://{request.Host}{request.PathBase}";
        if (answer.Location is { } location)
        {
            response.Headers.Location = origin + location;
        }

        if (answer.NextPage is { } next)
        {
            response.Headers.Link = $"<{origin}{request.Path.ToUriComponent()}?{next}>; rel=\"next\"";
        }

        if (answer.Tagged is { } resource)
        {
            response.Headers.ETag = resource.ETag;
            response.Headers.LastModified = DateTimeOffset.UnixEpoch.AddSeconds(resource.RevisionStart / 1_000_000).ToString("R", CultureInfo.InvariantCulture);
        }

        if (answer.Body is { } body)
        {
            await WriteJsonAsync(response, body);
        }
        else if (answer.Status != 204)
        {
            response.ContentType = "application/json";
            response.ContentLength = 0;
        }
    }

    private static async Task WriteAsync(HttpContext http, GnocchiFault fault)
    {
        var response = http.Response;
        response.StatusCode = fault.Status;
        if (fault.Status == 401)
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"gnocchi\"";
        }

        if (fault.Status == 304)
        {
            return;
        }

        var title = fault.Status == 413 ? "Request Entity Too Large" : ReasonPhrases.GetReasonPhrase(fault.Status);
        if (Accepts(http, "application/json", named: true))
        {
            var error = new JsonObject { ["code"] = fault.Status, ["title"] = title, ["description"] = fault.Description.DeepClone() };
            await WriteJsonAsync(response, writer => error.WriteTo(writer));
            return;
        }

        var text = fault.Description is JsonObject ? fault.Description.ToJsonString(new JsonSerializerOptions { Encoder = Writing.Encoder }) : (string?)fault.Description;
        response.ContentType = "text/plain; charset=UTF-8";
        await response.WriteAsync($"{fault.Status} {title}\n\n{(fault.Status == 404 ? "The resource could not be found.\n\n " : "")}{text}\n", http.RequestAborted);
    }

    private static async Task WriteJsonAsync(HttpResponse response, Action<Utf8JsonWriter> body)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            body(writer);
        }

        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, response.HttpContext.RequestAborted);
    }

    private static bool Accepts(HttpContext http, string type, bool named = false)
    {
        var accept = http.Request.GetTypedHeaders().Accept;
        return accept.Count == 0 && http.Request.Headers.Accept.Count == 0 ? !named
            : accept.Any(range => range.Quality is not 0 && (range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
                || (!named && (range.MatchesAllTypes || (range.MatchesAllSubTypes && range.Type.Equals("application", StringComparison.OrdinalIgnoreCase))))));
    }
}
