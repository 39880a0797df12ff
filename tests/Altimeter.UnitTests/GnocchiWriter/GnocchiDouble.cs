using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.UnitTests.GnocchiWriter;

/// <summary>A scripted Gnocchi 4.4 in memory: what spec/gnocchi.md §9 says of the routes that the writer uses, all or nothing included.</summary>
internal sealed class GnocchiDouble : HttpMessageHandler
{
    private static readonly HashSet<string> GenericKeys = ["id", "user_id", "project_id", "started_at", "ended_at"];

    public sealed record Request(string Method, string Path, string Query, string Body, string? Accept, string? Authorization, string? ContentType)
    {
        public string Line => $"{Method} {Path}";
    }

    public sealed record Resource(string Type, Dictionary<string, JsonNode?> Attributes, Dictionary<string, Guid> Metrics);

    public sealed record Metric(Guid Id, string? Policy, string? Unit, List<(string Timestamp, double Value)> Measures);

    public string Creator { get; set; } = "admin";

    public bool IsAdmin { get; set; } = true;

    public string Build { get; set; } = "4.4.2";

    public List<Request> Requests { get; } = [];

    public HashSet<string> Policies { get; } = ["low", "altimeter-low"];

    /// <summary>How policies are shown: 5 minutes, no back window, mean, unless said here.</summary>
    public Dictionary<string, string> PolicyTexts { get; } = [];

    public Dictionary<string, JsonObject> Types { get; } = [];

    public Dictionary<Guid, Resource> Resources { get; } = [];

    public Dictionary<Guid, Metric> Metrics { get; } = [];

    /// <summary>Answers that come before the model looks: return null to let the model answer, throw for transport failures.</summary>
    public Func<Request, HttpResponseMessage?>? Script { get; set; }

    public int InFlight { get; private set; }

    public int MostInFlight { get; private set; }

    public Metric? MetricOf(string resource, string name) =>
        Resources.TryGetValue(GnocchiIds.ToUuid(resource, Creator), out var known) && known.Metrics.TryGetValue(name, out var id) ? Metrics[id] : null;

    public IReadOnlyList<string> Lines(bool preparations = false) =>
        [.. Requests.Where(r => preparations || (r.Path != "/" && !r.Path.StartsWith("/v1/archive_policy", StringComparison.Ordinal))).Select(r => r.Line)];

    public static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Refuse(HttpStatusCode status, JsonNode? description) =>
        Json(status, new JsonObject { ["code"] = (int)status, ["title"] = status.ToString(), ["description"] = description?.DeepClone() }.ToJsonString());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var seen = new Request(
            request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body, request.Headers.Accept.ToString(),
            request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null, request.Content?.Headers.ContentType?.ToString());
        Requests.Add(seen);
        MostInFlight = Math.Max(MostInFlight, ++InFlight);
        await Task.Yield();
        try
        {
            var response = Script?.Invoke(seen) ?? Answer(seen);
            response.RequestMessage = request;
            return response;
        }
        finally
        {
            InFlight--;
        }
    }

    private HttpResponseMessage Answer(Request request)
    {
        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return (request.Method, segments) switch
        {
            ("GET", []) => Json(HttpStatusCode.OK, $$"""{"build": "{{Build}}", "versions": []}"""),
            ("POST", ["v1", "archive_policy"]) => PostPolicy(Parse(request)),
            ("GET", ["v1", "archive_policy", var name]) => Policies.Contains(name)
                ? Json(HttpStatusCode.OK, PolicyText(name))
                : Refuse(HttpStatusCode.NotFound, $"Archive policy {name} does not exist"),
            ("GET", ["v1", "resource_type", var name]) => Types.TryGetValue(name, out var type)
                ? Json(HttpStatusCode.OK, new JsonObject { ["name"] = name, ["attributes"] = type.DeepClone(), ["state"] = "active" }.ToJsonString())
                : Refuse(HttpStatusCode.NotFound, $"Resource type {name} does not exist"),
            ("POST", ["v1", "resource_type"]) => PostType(Parse(request)),
            ("PATCH", ["v1", "resource_type", var name]) => PatchType(request, name),
            ("POST", ["v1", "resource", var type]) => PostResource(type, Parse(request)),
            ("PATCH", ["v1", "resource", var type, var id]) => PatchResource(type, id, Parse(request)),
            ("GET", ["v1", "resource", _, var id]) => GetResource(id),
            ("GET", ["v1", "resource", _, var id, "metric"]) => GetMetrics(id),
            ("POST", ["v1", "batch", "resources", "metrics", "measures"]) => PostByName(Parse(request), request.Query.Contains("create_metrics=True")),
            ("POST", ["v1", "batch", "metrics", "measures"]) => PostById(Parse(request)),
            _ => Refuse(HttpStatusCode.NotFound, "The resource could not be found."),
        };
    }

    private static JsonObject Parse(Request request) => JsonNode.Parse(request.Body)!.AsObject();

    private HttpResponseMessage PostPolicy(JsonObject body)
    {
        var name = (string)body["name"]!;
        if (!IsAdmin) return Refuse(HttpStatusCode.Forbidden, "Insufficient privileges");
        return Policies.Add(name) ? Json(HttpStatusCode.Created, body.ToJsonString()) : Refuse(HttpStatusCode.Conflict, $"Archive policy {name} already exists");
    }

    private HttpResponseMessage PostType(JsonObject body)
    {
        var name = (string)body["name"]!;
        if (!IsAdmin) return Refuse(HttpStatusCode.Forbidden, "Insufficient privileges");
        if (body["attributes"]!.AsObject().Any(a => a.Value!["options"] is not null)) return Invalid("extra keys not allowed @ data['options']");
        return Types.TryAdd(name, body["attributes"]!.DeepClone().AsObject())
            ? Json(HttpStatusCode.Created, body.ToJsonString())
            : Refuse(HttpStatusCode.Conflict, $"Resource type {name} already exists");
    }

    private HttpResponseMessage PatchType(Request request, string name)
    {
        if (request.ContentType != "application/json-patch+json") return Refuse(HttpStatusCode.UnsupportedMediaType, "415");
        foreach (var operation in JsonNode.Parse(request.Body)!.AsArray())
            Types[name][((string)operation!["path"]!)["/attributes/".Length..]] = operation["value"]!.DeepClone();
        return Json(HttpStatusCode.OK, "{}");
    }

    private HttpResponseMessage PostResource(string type, JsonObject body)
    {
        if (type != "generic" && !Types.ContainsKey(type)) return Refuse(HttpStatusCode.NotFound, $"Resource type {type} does not exist");
        var id = (string)body["id"]!;
        if (id.Contains('/')) return Invalid("'/' is not supported in resource id");
        if (id.Length > 255) return Invalid("id too long");
        if (CheckAttributes(type, body, isNew: true) is { } refusal) return refusal;
        var uuid = GnocchiIds.ToUuid(id, Creator);
        return Resources.TryAdd(uuid, new Resource(type, body.ToDictionary(p => p.Key, p => p.Value?.DeepClone()), []))
            ? Json(HttpStatusCode.Created, body.ToJsonString())
            : Refuse(HttpStatusCode.Conflict, $"Resource {uuid} already exists");
    }

    private HttpResponseMessage PatchResource(string type, string id, JsonObject body)
    {
        var uuid = GnocchiIds.ToUuid(id, Creator);
        if (!Resources.TryGetValue(uuid, out var resource) || resource.Type != type) return Refuse(HttpStatusCode.NotFound, $"Resource {uuid} does not exist");
        if (CheckAttributes(type, body, isNew: false) is { } refusal) return refusal;
        foreach (var (name, value) in body) resource.Attributes[name] = value?.DeepClone();
        return GetResource(id);
    }

    private HttpResponseMessage? CheckAttributes(string type, JsonObject body, bool isNew)
    {
        var attributes = type == "generic" ? [] : Types[type];
        foreach (var (name, value) in body)
        {
            if (isNew && GenericKeys.Contains(name)) continue;
            if (attributes[name] is not { } definition) return Invalid($"extra keys not allowed @ data['{name}']");
            if ((string)definition["type"]! == "string" && value?.GetValueKind() != JsonValueKind.String) return Invalid($"expected str for dictionary value @ data['{name}']");
        }

        var missing = attributes.FirstOrDefault(a => isNew && (bool)a.Value!["required"]! && !body.ContainsKey(a.Key));
        return missing.Key is null ? null : Invalid($"required key not provided @ data['{missing.Key}']");
    }

    private HttpResponseMessage GetResource(string id)
    {
        var uuid = GnocchiIds.ToUuid(id, Creator);
        if (!Resources.TryGetValue(uuid, out var resource)) return Refuse(HttpStatusCode.NotFound, $"Resource {uuid} does not exist");
        var metrics = new JsonObject(resource.Metrics.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value.ToString())));
        return Json(HttpStatusCode.OK, new JsonObject { ["id"] = uuid.ToString(), ["original_resource_id"] = id, ["type"] = resource.Type, ["metrics"] = metrics }.ToJsonString());
    }

    private HttpResponseMessage GetMetrics(string id)
    {
        var uuid = GnocchiIds.ToUuid(id, Creator);
        if (!Resources.TryGetValue(uuid, out var resource)) return Refuse(HttpStatusCode.NotFound, $"Resource {uuid} does not exist");
        return Json(HttpStatusCode.OK, new JsonArray([.. resource.Metrics.Select(m => new JsonObject
        {
            ["id"] = m.Value.ToString(),
            ["name"] = m.Key,
            ["unit"] = Metrics[m.Value].Unit,
            ["archive_policy"] = JsonNode.Parse(PolicyText(Metrics[m.Value].Policy!)),
        })]).ToJsonString());
    }

    private string PolicyText(string name) => PolicyTexts.GetValueOrDefault(name)
        ?? $$"""{"name": "{{name}}", "back_window": 0, "definition": [{"granularity": "0:05:00", "points": 8640, "timespan": "30 days, 0:00:00"}], "aggregation_methods": ["mean"]}""";

    private HttpResponseMessage PostByName(JsonObject body, bool create)
    {
        foreach (var (_, metrics) in body)
        {
            foreach (var (_, metric) in metrics!.AsObject())
            {
                var settings = metric as JsonObject;
                if (settings is not null && settings.ContainsKey("unit") && settings["unit"] is null) return Invalid("expected str for unit");
                if (CheckMeasures(settings?["measures"] ?? metric) is { } bad) return bad;
            }
        }

        var unknown = new JsonArray();
        var accepted = new List<(Metric Metric, JsonArray Measures)>();
        foreach (var (id, metrics) in body)
        {
            var uuid = GnocchiIds.ToUuid(id, Creator);
            if (metrics!.AsObject().Count == 0) continue;
            if (!Resources.TryGetValue(uuid, out var resource))
            {
                unknown.Add(new JsonObject { ["resource_id"] = uuid.ToString(), ["original_resource_id"] = id });
                continue;
            }

            foreach (var (name, metric) in metrics.AsObject())
            {
                var settings = metric as JsonObject;
                if (!resource.Metrics.TryGetValue(name, out var known))
                {
                    if (!create) return Refuse(HttpStatusCode.BadRequest, $"Unknown metrics: {uuid}/{name}");
                    var policy = (string?)settings?["archive_policy_name"];
                    if (policy is null || !Policies.Contains(policy)) return Refuse(HttpStatusCode.BadRequest, $"Archive policy {policy} does not exist");
                    if ((string?)settings?["unit"] is { Length: > 31 }) return new HttpResponseMessage(HttpStatusCode.InternalServerError);
                    known = Guid.NewGuid();
                    resource.Metrics[name] = known;
                    Metrics[known] = new Metric(known, policy, (string?)settings?["unit"], []);
                }

                accepted.Add((Metrics[known], (settings?["measures"] ?? metric)!.AsArray()));
            }
        }

        if (unknown.Count > 0) return Refuse(HttpStatusCode.BadRequest, new JsonObject { ["cause"] = "Unknown resources", ["detail"] = unknown });
        return Accept(accepted);
    }

    private HttpResponseMessage PostById(JsonObject body)
    {
        foreach (var (_, measures) in body)
        {
            if (CheckMeasures(measures) is { } bad) return bad;
        }

        var unknown = body.Select(p => p.Key).Where(id => !Metrics.ContainsKey(Guid.Parse(id))).ToList();
        if (unknown.Count > 0) return Refuse(HttpStatusCode.BadRequest, $"Unknown metrics: {string.Join(", ", unknown)}");
        return Accept(body.Select(p => (Metrics[Guid.Parse(p.Key)], p.Value!.AsArray())));
    }

    private static HttpResponseMessage Accept(IEnumerable<(Metric Metric, JsonArray Measures)> accepted)
    {
        foreach (var (metric, measures) in accepted)
        {
            metric.Measures.AddRange(measures.Select(m => ((string)m!["timestamp"]!, m["value"]!.GetValueKind() == JsonValueKind.String
                ? double.Parse((string)m["value"]!, System.Globalization.CultureInfo.InvariantCulture) : (double)m["value"]!)));
        }

        return Json(HttpStatusCode.Accepted, "");
    }

    private static HttpResponseMessage? CheckMeasures(JsonNode? measures)
    {
        foreach (var measure in measures!.AsArray())
        {
            var value = measure!["value"];
            if (value is null || (value.GetValueKind() == JsonValueKind.String && !double.TryParse((string)value!, out _))) return Invalid("unexpected measures value");
            if (value.GetValueKind() == JsonValueKind.Number && (double)value == 666) return Refuse(HttpStatusCode.BadRequest, "the value of the beast");
            if (((string)measure["timestamp"]!).StartsWith("19", StringComparison.Ordinal)) return Invalid("Timestamp must be after Epoch");
        }

        return null;
    }

    private static HttpResponseMessage Invalid(string reason) =>
        Refuse(HttpStatusCode.BadRequest, new JsonObject { ["cause"] = "Invalid input", ["reason"] = reason, ["detail"] = new JsonArray() });
}
