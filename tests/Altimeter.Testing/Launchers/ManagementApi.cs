using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Testing.Launchers;

/// <summary>RabbitMQ's management API. Numbers of messages lag by about a second; use <see cref="WaitForDepthAsync"/>.</summary>
public sealed class ManagementApi : IDisposable
{
    private readonly HttpClient _http;

    internal ManagementApi(int port, string user, string password)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        User = user;
        Password = password;
        _http = new HttpClient { BaseAddress = new Uri(Address, "api/"), Timeout = TimeSpan.FromSeconds(20) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>Root of the API's server, without <c>api/</c>.</summary>
    public Uri Address { get; }

    /// <summary>The administrator.</summary>
    public string User { get; }

    /// <summary>The administrator's password.</summary>
    public string Password { get; }

    /// <summary>GET of a path below <c>api/</c>.</summary>
    /// <exception cref="HttpRequestException">The status is no success.</exception>
    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
    }

    /// <summary>PUT of a body to a path below <c>api/</c>.</summary>
    /// <exception cref="HttpRequestException">The status is no success; the message holds the answer.</exception>
    public async Task PutAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsync(path, JsonContent.Create(body), cancellationToken);
        await SucceedAsync(path, response, cancellationToken);
    }

    /// <summary>POST of a body to a path below <c>api/</c>.</summary>
    /// <exception cref="HttpRequestException">The status is no success; the message holds the answer.</exception>
    public async Task PostAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync(path, JsonContent.Create(body), cancellationToken);
        await SucceedAsync(path, response, cancellationToken);
    }

    /// <summary>DELETE of a path below <c>api/</c>; what is not there counts as deleted.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync(path, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.NotFound) await SucceedAsync(path, response, cancellationToken);
    }

    /// <summary>The queues of a virtual host by name.</summary>
    public async Task<IReadOnlyDictionary<string, QueueState>> QueuesAsync(string virtualHost, CancellationToken cancellationToken)
    {
        var queues = (await GetAsync($"queues/{Escape(virtualHost)}", cancellationToken)).AsArray();
        return queues.ToDictionary(q => (string)q!["name"]!, q => QueueState.Of(q!));
    }

    /// <summary>Messages in a queue, delivered ones included; 0 when there is no such queue.</summary>
    public async Task<long> DepthAsync(string virtualHost, string queue, CancellationToken cancellationToken) =>
        (await QueuesAsync(virtualHost, cancellationToken)).TryGetValue(queue, out var state) ? state.Messages : 0;

    /// <summary>Waits until a queue holds exactly that many messages, delivered ones included.</summary>
    /// <exception cref="TimeoutException">It did not within the limit.</exception>
    public Task WaitForDepthAsync(string virtualHost, string queue, long messages, TimeSpan limit, CancellationToken cancellationToken) => Wait.UntilAsync(
        $"{messages} messages in {queue}", limit, async token => await DepthAsync(virtualHost, queue, token) == messages, cancellationToken);

    /// <summary>Waits until a queue has at least one consumer.</summary>
    /// <exception cref="TimeoutException">It did not within the limit.</exception>
    public Task WaitForConsumerAsync(string virtualHost, string queue, TimeSpan limit, CancellationToken cancellationToken) => Wait.UntilAsync(
        $"a consumer of {queue}",
        limit,
        async token => (await QueuesAsync(virtualHost, token)).TryGetValue(queue, out var state) && state.Consumers > 0,
        cancellationToken);

    /// <summary>Deletes a queue with its messages.</summary>
    public Task DeleteQueueAsync(string virtualHost, string queue, CancellationToken cancellationToken) =>
        DeleteAsync($"queues/{Escape(virtualHost)}/{Escape(queue)}", cancellationToken);

    /// <summary>Closes the connections of a user as the broker's own act; returns how many.</summary>
    public async Task<int> CloseConnectionsAsync(string user, CancellationToken cancellationToken)
    {
        var names = (await GetAsync("connections", cancellationToken)).AsArray().Where(c => (string?)c!["user"] == user).Select(c => (string)c!["name"]!).ToArray();
        foreach (var name in names) await DeleteAsync($"connections/{Escape(name)}", cancellationToken);
        return names.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    internal static string Escape(string name) => Uri.EscapeDataString(name);

    internal async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync("overview", cancellationToken);
        return response.IsSuccessStatusCode;
    }

    private static async Task SucceedAsync(string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        throw new HttpRequestException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }
}

/// <summary>A queue as the management API shows it.</summary>
/// <param name="Messages">Ready and delivered ones; -1 while the broker has no number yet, just after the declaration.</param>
/// <param name="Unacknowledged">Delivered and not yet acknowledged.</param>
/// <param name="Consumers">Consumers.</param>
/// <param name="Kind"><c>classic</c> or <c>quorum</c>.</param>
/// <param name="Arguments">As declared.</param>
/// <param name="Policy">Name of the policy in effect; null without one.</param>
public sealed record QueueState(long Messages, long Unacknowledged, int Consumers, string Kind, JsonObject Arguments, string? Policy)
{
    internal static QueueState Of(JsonNode queue) => new(
        (long?)queue["messages"] ?? -1,
        (long?)queue["messages_unacknowledged"] ?? 0,
        (int?)queue["consumers"] ?? 0,
        (string?)queue["type"] ?? "",
        queue["arguments"] as JsonObject ?? [],
        queue["policy"]?.GetValueKind() is JsonValueKind.String ? (string?)queue["policy"] : null);
}
