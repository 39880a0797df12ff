using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Testing.Launchers;

/// <summary>A real ceilometer-agent-notification 19, the only one on its virtual host of a private broker: one worker, every meter to one publisher.</summary>
public sealed class CeilometerAgent : IAsyncDisposable
{
    private const string Queue = "notifications.sample";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly CeilometerConfiguration _configuration = new("ceilometer-agent");
    private readonly RabbitMqServer _broker;
    private readonly string _virtualHost;
    private readonly List<string> _log = [];
    private GuardedProcess? _process;

    private CeilometerAgent(RabbitMqServer broker, string virtualHost) => (_broker, _virtualHost) = (broker, virtualHost);

    private string File => _configuration["published.jsonl"];

    /// <summary>Makes sure that Ceilometer is installed.</summary>
    /// <exception cref="NotRunException">It is not, and cannot be installed.</exception>
    public static Task EnsureAsync(CancellationToken cancellationToken) => DebianPackages.EnsureAsync(DebianPackages.Ceilometer, cancellationToken);

    /// <summary>Starts an agent with the file publisher and waits until it consumes; see <see cref="ReadPublished"/>.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="virtualHost">Where the notifications are.</param>
    /// <param name="telemetrySecret">Key of the signatures.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotRunException">Ceilometer is not there and cannot be installed.</exception>
    /// <exception cref="TimeoutException">It does not consume after 2 min; the message holds its last lines.</exception>
    public static async Task<CeilometerAgent> StartWithFileAsync(RabbitMqServer broker, string virtualHost, string telemetrySecret, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var agent = new CeilometerAgent(broker, virtualHost);
        agent.Configure($"file://{agent.File}?json", "test://", telemetrySecret, durable: false, gnocchi: null);
        return await agent.StartedAsync(cancellationToken);
    }

    /// <summary>Prepares a Gnocchi with ceilometer-upgrade, starts an agent with the gnocchi publisher on durable queues, and waits until it consumes.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="virtualHost">Where the notifications are.</param>
    /// <param name="gnocchi">Root of Gnocchi's API.</param>
    /// <param name="resourceDefinitions">Text of gnocchi_resources.yaml.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="StartWithFileAsync"/>
    public static async Task<CeilometerAgent> StartWithGnocchiAsync(
        RabbitMqServer broker, string virtualHost, string gnocchi, string resourceDefinitions, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        var agent = new CeilometerAgent(broker, virtualHost);
        var publisher = $"gnocchi://?resources_definition_file={agent._configuration.Write("gnocchi_resources.yaml", resourceDefinitions)}";
        agent.Configure(publisher, publisher, "", durable: true, gnocchi);
        try
        {
            await Shell.RunAsync(["/usr/bin/ceilometer-upgrade", .. agent._configuration.Arguments], StartLimit, agent._configuration.Environment(), cancellationToken: cancellationToken);
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }

        return await agent.StartedAsync(cancellationToken);
    }

    /// <summary>Starts it, again after <see cref="KillAsync"/> or <see cref="StopAsync"/>, and waits until it consumes.</summary>
    /// <exception cref="TimeoutException">It does not after 2 min; the message holds its last lines.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var process = _process = await GuardedProcess.StartAsync(["/usr/bin/ceilometer-agent-notification", .. _configuration.Arguments], _configuration.Environment());
        try
        {
            await Wait.UntilAsync(
                $"a consumer of {Queue} by ceilometer-agent-notification",
                StartLimit,
                async token => process.Exited.IsCompleted ? throw new InvalidOperationException(process.Tail()) : await ConsumesAsync(token),
                cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{process.Tail()}", e);
        }
    }

    /// <summary>Ends it at once, its worker included: SIGKILL; returns when the broker has seen its consumer go.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        await EndAsync(process => process.DisposeAsync().AsTask());
        await Wait.UntilAsync($"no consumer of {Queue} by ceilometer-agent-notification", StartLimit, async token => !await ConsumesAsync(token), cancellationToken);
    }

    /// <summary>SIGTERM, and SIGKILL after the limit.</summary>
    public Task StopAsync(TimeSpan limit) => EndAsync(process => process.StopAsync(limit));

    /// <summary>What the file publisher has written so far, oldest first: Ceilometer's samples with the members of its class (<c>name</c>, <c>volume</c>, <c>id</c>, …).</summary>
    /// <remarks>A line that is not ended yet is left out: the process may be writing it, or have been killed in its midst.</remarks>
    public IReadOnlyList<JsonElement> ReadPublished()
    {
        if (!System.IO.File.Exists(File)) return [];
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Lines of its log so far, of ended processes too.</summary>
    public IReadOnlyList<string> Log => [.. _log, .. _process?.Errors.Lines ?? []];

    /// <summary>Its last lines, for messages.</summary>
    public string Tail() => $"ceilometer-agent-notification:\n{string.Join('\n', Log.TakeLast(40))}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(process => process.DisposeAsync().AsTask());
        _configuration.Dispose();
    }

    private async Task<CeilometerAgent> StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(cancellationToken);
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void Configure(string publisher, string eventPublisher, string telemetrySecret, bool durable, string? gnocchi)
    {
        _configuration.WriteOptions(_broker.OsloUrlOf(_virtualHost), telemetrySecret, durable, gnocchi);
        _configuration.Write("pipeline.yaml", Pipeline("meters", publisher));
        _configuration.Write("event_pipeline.yaml", Pipeline("events", eventPublisher));
    }

    private static string Pipeline(string what, string publisher) =>
        $"""
        sources:
          - name: source
            {what}: ["*"]
            sinks: [sink]
        sinks:
          - name: sink
            publishers: ["{publisher}"]

        """;

    private async Task EndAsync(Func<GuardedProcess, Task> end)
    {
        if (_process is not { } process) return;
        await end(process);
        _log.AddRange(process.Errors.Lines);
        _process = null;
    }

    // Our own services have users of their own, so the administrator's consumer is the agent's.
    private async Task<bool> ConsumesAsync(CancellationToken cancellationToken)
    {
        var consumers = await _broker.Management.GetAsync($"consumers/{ManagementApi.Escape(_virtualHost)}", cancellationToken);
        return consumers.AsArray().Any(consumer => (string?)consumer!["queue"]!["name"] == Queue && UserOf(consumer) == _broker.Management.User);

        // The management API tells an empty list of a channel that it does not know yet, or no more.
        static string? UserOf(JsonNode consumer) => consumer["channel_details"] is JsonObject channel ? (string?)channel["user"] : null;
    }
}
