using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Altimeter.Testing.Launchers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Altimeter.Testing.Ledger;

/// <summary>Stands before a Gnocchi: passes requests on, counts the measures that were accepted, and can be away, unavailable or slow.</summary>
public sealed class CountingProxy : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient _gnocchi;
    private readonly int _port = FreePorts.Tcp();
    private readonly ConcurrentDictionary<(string Metric, DateTimeOffset Time), int> _posts = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _newest = new();
    private readonly ConcurrentDictionary<string, string> _resourceOfId = new();
    private WebApplication? _app;
    private long _requests;

    private CountingProxy(string gnocchi) => _gnocchi = new HttpClient { BaseAddress = new Uri(gnocchi), Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Its address: the value of <c>Gnocchi:Endpoint</c>.</summary>
    public string Endpoint => $"http://127.0.0.1:{_port}";

    /// <summary>Answers 503 to everything while true.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>What every request waits for before it is passed on; null: it does not wait.</summary>
    public Task? Gate { get; set; }

    /// <summary>How long every request waits before it is passed on.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Requests with measures that Gnocchi accepted.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Starts a proxy.</summary>
    /// <param name="gnocchi">Root of Gnocchi's API.</param>
    public static async Task<CountingProxy> StartAsync(string gnocchi)
    {
        var proxy = new CountingProxy(gnocchi);
        await proxy.ReturnAsync();
        return proxy;
    }

    /// <summary>Goes away: connections are refused until <see cref="ReturnAsync"/>.</summary>
    public async Task GoAwayAsync()
    {
        if (_app is null) return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1)); // what is under way is cut
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Is there again, at the same address.</summary>
    public async Task ReturnAsync()
    {
        if (_app is not null) return;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Endpoint);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 << 20);
        var app = builder.Build();
        app.Run(ForwardAsync);
        await app.StartAsync().WaitAsync(Limit);
        _app = app;
    }

    /// <summary>Whether each of these resources has had a measure accepted that is not older than a time.</summary>
    public bool HaveArrived(IEnumerable<string> resources, DateTimeOffset time) => resources.All(resource => _newest.TryGetValue(resource, out var newest) && newest >= time);

    /// <summary>How often each granule was accepted.</summary>
    /// <param name="ledger">Knows the granules.</param>
    /// <param name="metrics">Resource and name of each metric id that counts; what was posted by another id is left out.</param>
    public IReadOnlyDictionary<Granule, int> PostsOf(SampleLedger ledger, IReadOnlyDictionary<string, (string Resource, string Meter)> metrics)
    {
        var counts = new Dictionary<Granule, int>();
        foreach (var ((metric, time), count) in _posts)
        {
            if (!metrics.TryGetValue(metric, out var place))
            {
                if (metric.Split('\0') is not [var byName, var name]) continue;
                place = (byName, name);
            }

            var granule = ledger.GranuleOf(place.Resource, place.Meter, time);
            counts[granule] = counts.GetValueOrDefault(granule) + count;
        }

        return counts;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await GoAwayAsync();
        _gnocchi.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (Gate is { } gate) await gate.WaitAsync(context.RequestAborted);
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, context.RequestAborted);
        if (IsUnavailable)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{context.Request.Path}{context.Request.QueryString}");
        if (body.Length > 0) request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length" or "Transfer-Encoding" or "Connection")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, [.. values])) request.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
        }

        using var response = await _gnocchi.SendAsync(request, context.RequestAborted);
        var answer = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (response.IsSuccessStatusCode && HttpMethods.IsPost(context.Request.Method)) Count(context.Request.Path, body.ToArray());
        if (response.IsSuccessStatusCode && HttpMethods.IsGet(context.Request.Method) && context.Request.Path.Value!.Split('/') is [.., var resource, "metric"]) LearnIds(Uri.UnescapeDataString(resource), answer);
        context.Response.StatusCode = (int)response.StatusCode;
        if (response.Content.Headers.ContentType is { } type) context.Response.ContentType = type.ToString();
        if (response.Headers.Location is { } location) context.Response.Headers.Location = location.ToString();
        if (response.StatusCode is not HttpStatusCode.NoContent) await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private void Count(PathString path, byte[] body)
    {
        if (path == "/v1/batch/metrics/measures")
        {
            using var document = JsonDocument.Parse(body);
            foreach (var metric in document.RootElement.EnumerateObject()) Count(metric.Name, metric.Value);
        }
        else if (path == "/v1/batch/resources/metrics/measures")
        {
            using var document = JsonDocument.Parse(body);
            foreach (var resource in document.RootElement.EnumerateObject())
            {
                foreach (var metric in resource.Value.EnumerateObject())
                    Count($"{resource.Name}\0{metric.Name}", metric.Value.ValueKind is JsonValueKind.Object ? metric.Value.GetProperty("measures") : metric.Value);
            }
        }
        else
        {
            return;
        }

        Interlocked.Increment(ref _requests);
    }

    // Who posts by id has asked for the ids before.
    private void LearnIds(string resource, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        foreach (var metric in document.RootElement.EnumerateArray()) _resourceOfId[metric.GetProperty("id").GetString()!] = resource;
    }

    private void Count(string metric, JsonElement measures)
    {
        var resource = _resourceOfId.GetValueOrDefault(metric) ?? metric.Split('\0')[0];
        foreach (var measure in measures.EnumerateArray())
        {
            var time = DateTimeOffset.Parse(measure.GetProperty("timestamp").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            _posts.AddOrUpdate((metric, time), 1, (_, count) => count + 1);
            _newest.AddOrUpdate(resource, time, (_, newest) => time > newest ? time : newest);
        }
    }
}
