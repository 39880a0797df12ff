using System.Globalization;
using System.Text;
using System.Text.Json;
using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Altimeter.Standalone.Store.Http;

/// <summary>A request with Gnocchi's conventions: basic identity (spec §8.2), content types and pages (spec §9).</summary>
internal sealed class StoreRequest(HttpContext http, MeasureStore store)
{
    private string? _user;

    public MeasureStore Store => store;

    public HttpContext Http => http;

    /// <summary>Name of the user, who is the creator of what this request creates.</summary>
    /// <exception cref="GnocchiFault">401: the request names none.</exception>
    public string User => _user ??= ReadUser() ?? throw new GnocchiFault(401, "basic authentication is required");

    public bool IsAdmin => User == "admin";

    /// <summary>Now in microseconds since 1970.</summary>
    public long Now => (store.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;

    public string Route(string name) => Uri.UnescapeDataString((string?)http.Request.RouteValues[name] ?? "");

    public string? Query(string name) => http.Request.Query[name] is { Count: > 0 } values ? values[^1] : null;

    /// <summary>403 unless the user is <c>admin</c>.</summary>
    /// <exception cref="GnocchiFault">403.</exception>
    public void RequireAdmin()
    {
        if (!IsAdmin)
        {
            throw new GnocchiFault(403, "only admin may do this");
        }
    }

    /// <summary>403 unless the user is <c>admin</c> or created the thing.</summary>
    /// <exception cref="GnocchiFault">403.</exception>
    public void RequireCreator(string creator)
    {
        if (!IsAdmin && User != creator)
        {
            throw new GnocchiFault(403, "only the creator or admin may do this");
        }
    }

    public bool Flag(string name, bool otherwise = false) => Query(name) is not { } text ? otherwise : text.ToUpperInvariant() switch
    {
        "1" or "T" or "TRUE" or "ON" or "Y" or "YES" => true,
        "0" or "F" or "FALSE" or "OFF" or "N" or "NO" => false,
        _ => throw new GnocchiFault(400, $"Unable to parse `{name}': Unrecognized value '{text}'"),
    };

    public Page Page(params string[] sorts)
    {
        var text = Query("limit");
        var limit = store.Options.MaxLimit;
        if (text is not null && !(int.TryParse(text, CultureInfo.InvariantCulture, out limit) && limit > 0))
        {
            throw GnocchiFault.Argument("limit", "expected a whole number of at least 1");
        }

        string[] asked = [.. http.Request.Query["sort"].OfType<string>()];
        return new Page(Math.Min(limit, store.Options.MaxLimit), Query("marker"), asked.Length > 0 ? asked : sorts);
    }

    /// <summary>Query of the page after the one that ends with the marker: the request's own arguments in order of name.</summary>
    public string NextPage(Page page, string marker) => string.Join('&', http.Request.Query
        .Where(argument => argument.Key is not ("limit" or "marker" or "sort"))
        .SelectMany(argument => argument.Value.Select(value => (argument.Key, Value: value ?? "")))
        .Concat([("limit", page.Limit.ToString(CultureInfo.InvariantCulture)), ("marker", marker), .. page.Sorts.Select(sort => ("sort", sort))])
        .OrderBy(argument => argument.Item1, StringComparer.Ordinal)
        .Select(argument => $"{Uri.EscapeDataString(argument.Item1)}={Uri.EscapeDataString(argument.Item2)}"));

    /// <summary>Reads the body as JSON; the caller disposes it.</summary>
    /// <exception cref="GnocchiFault">415: another content type; 413: too large; 400: no JSON.</exception>
    public async Task<JsonDocument> ReadAsync(string contentType = "application/json")
    {
        var given = http.Request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(given, contentType, StringComparison.OrdinalIgnoreCase))
        {
            throw new GnocchiFault(415, $"The content type is {given ?? "missing"}; expected {contentType}");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = store.Options.MaxBodyBytes;
        }

        try
        {
            return await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        }
        catch (JsonException e)
        {
            var empty = http.Request.ContentLength is null or 0;
            throw new GnocchiFault(400, new System.Text.Json.Nodes.JsonObject
            {
                ["cause"] = "Unable to decode body",
                ["reason"] = empty ? "Expected object or value" : $"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine}",
                ["detail"] = new System.Text.Json.Nodes.JsonArray(),
            });
        }
    }

    /// <summary>Reads and validates the body while it is open.</summary>
    /// <exception cref="GnocchiFault">As <see cref="ReadAsync"/>, and what <paramref name="parse"/> finds.</exception>
    public async Task<T> ReadAsync<T>(Func<Body, T> parse, string contentType = "application/json")
    {
        using var json = await ReadAsync(contentType);
        return parse(new Body(json.RootElement));
    }

    public Task<T> WriteAsync<T>(Func<Session, T> work) => store.Database.WriteAsync(work, http.RequestAborted);

    private string? ReadUser()
    {
        var header = http.Request.Headers.Authorization.ToString();
        var blank = header.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0 || !header.AsSpan(0, blank).Equals("basic", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(header[(blank + 1)..].Trim())).Split(':', 2)[0];
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
