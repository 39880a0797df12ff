using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Altimeter.Standalone.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Standalone.Store;

/// <summary>A store on a port of its own and a new directory, and a client that speaks to it as a Gnocchi client does.</summary>
internal sealed class RunningStore : IAsyncDisposable
{
    private readonly HttpClient _client;

    private RunningStore(MeasureStoreServer server, FakeTimeProvider time, string directory)
    {
        (Server, Time, Directory) = (server, time, directory);
        _client = new HttpClient { BaseAddress = server.Address };
    }

    public MeasureStoreServer Server { get; }

    public FakeTimeProvider Time { get; }

    public string Directory { get; }

    /// <summary>Whether the data outlives this store, for one that is opened on it next.</summary>
    public bool KeepsData { get; set; }

    public static async Task<RunningStore> StartAsync(string? directory = null, int maxLimit = 1_000, long maxBodyBytes = 64 << 20)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("altimeter-store-").FullName;
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T12:30:00Z"));
        var options = new MeasureStoreOptions { DataDirectory = directory, Port = 0, MaxLimit = maxLimit, MaxBodyBytes = maxBodyBytes };
        return new RunningStore(await MeasureStoreServer.StartAsync(options, time, NullLoggerFactory.Instance, TestContext.Current.CancellationToken), time, directory);
    }

    public async Task<(int Status, JsonNode? Body, HttpResponseMessage Message)> SendAsync(
        string method, string path, string? body = null, string user = "admin", string? contentType = "application/json", string? accept = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (user.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":")));
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }

        var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : text.Length > 0 ? text : null, response);
    }

    /// <summary>Sends, and fails unless the answer has the status.</summary>
    public async Task<JsonNode?> ExpectAsync(int status, string method, string path, string? body = null, string user = "admin")
    {
        var answer = await SendAsync(method, path, body, user);
        Assert.True(answer.Status == status, $"{method} {path}: {answer.Status} {answer.Body}, expected {status}");
        return answer.Body;
    }

    /// <summary>Creates a policy with 5 minutes of granularity, a generic resource <c>r</c>, and returns the path of its new metric <c>m</c>.</summary>
    public async Task<string> CreateMetricAsync(string methods = "\"mean\"", int backWindow = 0)
    {
        await ExpectAsync(201, "POST", "/v1/archive_policy",
            $$"""{"name":"p","back_window":{{backWindow}},"aggregation_methods":[{{methods}}],"definition":[{"granularity":"5 minutes","timespan":"30 days"}]}""");
        await ExpectAsync(201, "POST", "/v1/resource/generic", """{"id":"r","metrics":{"m":{"archive_policy_name":"p"}}}""");
        return "/v1/resource/generic/r/metric/m";
    }

    /// <summary>Posts one point a request.</summary>
    public async Task PostAsync(string metric, params (string Time, double Value)[] points)
    {
        foreach (var (time, value) in points)
        {
            await ExpectAsync(202, "POST", metric + "/measures", FormattableString.Invariant($$"""[{"timestamp":"2026-11-23T{{time}}","value":{{value}}}]"""));
        }
    }

    /// <summary>The values of a metric by hour, minute and second of their granule.</summary>
    public async Task<string> ReadAsync(string metric, string aggregation) => string.Join(' ',
        (await ExpectAsync(200, "GET", $"{metric}/measures?aggregation={aggregation}"))!.AsArray()
            .Select(granule => FormattableString.Invariant($"{((string)granule![0]!)[11..19]}={(double)granule[2]!:R}")));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        if (!KeepsData) System.IO.Directory.Delete(Directory, recursive: true);
    }
}
