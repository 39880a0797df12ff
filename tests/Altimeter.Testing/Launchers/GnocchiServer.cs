using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Altimeter.Testing.Launchers;

/// <summary>A private Gnocchi: the API under uWSGI, metricd, file storage, and PostgreSQL (it has no SQLite index); loopback only, basic authentication.</summary>
public sealed class GnocchiServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new("gnocchi");
    private PostgreSqlCluster? _index;
    private GuardedProcess? _api;
    private GuardedProcess? _metricd;
    private string _configuration = "";

    private GnocchiServer()
    {
    }

    /// <summary>Root of the API, e.g. <c>http://127.0.0.1:40123</c>; the value of <c>Gnocchi:Endpoint</c>.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>A client with the rights of <c>admin</c>, base address <see cref="Endpoint"/>.</summary>
    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Installs Gnocchi where needed, starts it, and waits until the API answers.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="processingDelay">Seconds between two passes of metricd over new measures: under steady load, one pass costs the same however many measures a metric has.</param>
    /// <exception cref="NotRunException">Gnocchi is not there and cannot be installed.</exception>
    public static async Task<GnocchiServer> StartAsync(CancellationToken cancellationToken, int processingDelay = 1)
    {
        await DebianPackages.EnsureAsync(DebianPackages.Gnocchi, cancellationToken);
        var server = new GnocchiServer();
        try
        {
            server._index = await PostgreSqlCluster.StartAsync("gnocchi", cancellationToken);
            await server.UpgradeAsync(processingDelay, cancellationToken);
            await server.StartApiAsync(cancellationToken);
            await server.StartMetricdAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the API, again after <see cref="StopApiAsync"/> on the same port, and waits until it answers.</summary>
    public async Task StartApiAsync(CancellationToken cancellationToken)
    {
        var api = _api = await GuardedProcess.StartAsync(["/usr/bin/uwsgi", "--ini", _folder["uwsgi.ini"]], PythonEnvironment.Variables);
        await Wait.UntilAsync(
            "Gnocchi",
            StartLimit,
            async token =>
            {
                if (api.Exited.IsCompleted) throw new InvalidOperationException(api.Tail());
                using var response = await Client.GetAsync("/v1/", token);
                return response.IsSuccessStatusCode;
            },
            cancellationToken);
    }

    /// <summary>Ends the API at once; connections are refused from then on.</summary>
    public async Task StopApiAsync()
    {
        if (_api is { } api) await api.DisposeAsync();
        _api = null;
    }

    /// <summary>GET of a path, e.g. <c>/v1/metric</c>; null when Gnocchi answers 404.</summary>
    /// <exception cref="HttpRequestException">Any other status that is no success.</exception>
    public async Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await Client.GetAsync(path, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
    }

    /// <summary>POST of a JSON body.</summary>
    /// <exception cref="HttpRequestException">The status is no success; the message holds the answer.</exception>
    public async Task PostAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        // A text has a length: Gnocchi under uWSGI finds no body in a chunked request.
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(path, content, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>Waits until metricd has processed at least that many measures of a resource's metric, and returns them, oldest first.</summary>
    /// <param name="resourceId">As it was sent; the original id, also where Gnocchi made a UUID of it.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="count">Granules to wait for.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="resourceType">Type under which the resource is looked up.</param>
    /// <exception cref="TimeoutException">They were not there within the limit.</exception>
    public Task<IReadOnlyList<StoredMeasure>> WaitForMeasuresAsync(
        string resourceId, string metric, int count, TimeSpan limit, CancellationToken cancellationToken, string resourceType = "generic")
    {
        // A slash becomes an underscore, as in Ceilometer.
        var resource = Uri.EscapeDataString(resourceId.Replace('/', '_'));
        var path = $"/v1/resource/{resourceType}/{resource}/metric/{Uri.EscapeDataString(metric)}/measures?aggregation=mean";
        return Wait.ForAsync<IReadOnlyList<StoredMeasure>>(
            $"{count} measures of {metric} of {resourceId}",
            limit,
            async token => await GetAsync(path, token) is JsonArray list && list.Count >= count ? [.. list.Select(m => StoredMeasure.Of(m!.AsArray()))] : null,
            cancellationToken);
    }

    /// <summary>Waits until metricd has nothing left to process.</summary>
    public Task WaitUntilProcessedAsync(TimeSpan limit, CancellationToken cancellationToken) => Wait.UntilAsync(
        "no measures to process",
        limit,
        async token => await GetAsync("/v1/status?details=false", token) is { } status && (long)status["storage"]!["summary"]!["measures"]! is 0,
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_metricd is { } metricd) await metricd.DisposeAsync();
        await StopApiAsync();
        if (_index is { } index) await index.DisposeAsync();
        Client.Dispose();
        _folder.Dispose();
    }

    private async Task UpgradeAsync(int processingDelay, CancellationToken cancellationToken)
    {
        var port = FreePorts.Tcp();
        Endpoint = $"http://127.0.0.1:{port}";
        Client.BaseAddress = new Uri(Endpoint);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("admin:")));

        var storage = _folder.Create("storage");
        _configuration = _folder.Write(
            "gnocchi.conf",
            $"""
            [DEFAULT]
            coordination_url = file://{_folder.Create("coordination")}
            [api]
            auth_mode = basic
            [indexer]
            url = postgresql://gnocchi@127.0.0.1:{_index!.Port}/gnocchi
            [storage]
            driver = file
            file_basepath = {storage}
            [incoming]
            driver = file
            file_basepath = {storage}
            [metricd]
            workers = 1
            metric_processing_delay = {processingDelay}

            """);
        _folder.Write(
            "uwsgi.ini",
            $"""
            [uwsgi]
            plugins = python3
            http-socket = 127.0.0.1:{port}
            wsgi = gnocchi.rest.wsgi
            pyargv = --config-file {_configuration}
            master = true
            enable-threads = true
            thunder-lock = true
            lazy-apps = true
            no-orphans = true
            die-on-term = true
            buffer-size = 65535
            listen = 100
            processes = 2
            threads = 4
            add-header = Connection: close
            disable-logging = true
            chdir = {_folder.FullName}

            """);
        await Shell.RunAsync(["/usr/bin/gnocchi-upgrade", "--config-file", _configuration], StartLimit, PythonEnvironment.Variables, cancellationToken: cancellationToken);
    }

    private async Task StartMetricdAsync() =>
        _metricd = await GuardedProcess.StartAsync(["/usr/bin/gnocchi-metricd", "--config-file", _configuration], PythonEnvironment.Variables);
}

/// <summary>An aggregated measure as Gnocchi returns it.</summary>
/// <param name="Timestamp">Start of the granule.</param>
/// <param name="Granularity">Length of the granule.</param>
/// <param name="Value">The aggregate.</param>
public sealed record StoredMeasure(DateTimeOffset Timestamp, TimeSpan Granularity, double Value)
{
    internal static StoredMeasure Of(JsonArray measure) => new(
        DateTimeOffset.Parse((string)measure[0]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        TimeSpan.FromSeconds((double)measure[1]!),
        (double)measure[2]!);
}
