using System.Text.Json.Nodes;

namespace Altimeter.Testing.Launchers;

/// <summary>A real ceilometer-polling 19 that sends given samples each second; its plug-in (Scripts/pollster) stands for the pollsters, which all need an OpenStack.</summary>
public sealed class CeilometerPolling : IAsyncDisposable
{
    private readonly CeilometerConfiguration _configuration = new("ceilometer-polling");
    private GuardedProcess? _process;

    private CeilometerPolling()
    {
    }

    /// <summary>Its last lines, for messages.</summary>
    public string Tail() => _process?.Tail() ?? "";

    /// <summary>Starts it. Every sample goes out signed, with the time of the poll, to exchange <c>ceilometer</c>, routing key <c>notifications.sample</c>.</summary>
    /// <param name="transportUrl">Broker, in oslo.messaging's form.</param>
    /// <param name="telemetrySecret">Key of the signatures.</param>
    /// <param name="samples">Arguments of Ceilometer's class of samples: <c>name, type, unit, volume, user_id, project_id, resource_id, resource_metadata, source, id, monotonic_time</c>.</param>
    /// <param name="cancellationToken">Ends the installation.</param>
    /// <exception cref="NotRunException">Ceilometer is not there and cannot be installed.</exception>
    public static async Task<CeilometerPolling> StartAsync(string transportUrl, string telemetrySecret, JsonArray samples, CancellationToken cancellationToken)
    {
        await CeilometerAgent.EnsureAsync(cancellationToken);
        var polling = new CeilometerPolling();
        polling._configuration.WriteOptions(transportUrl, telemetrySecret, durable: false, gnocchi: null);
        polling._configuration.Write(
            "polling.yaml",
            $"""
            sources:
              - name: given
                interval: 1
                meters: [given]
                resources: ["{polling._configuration.Write("samples.json", samples.ToJsonString())}"]

            """);
        polling._process = await GuardedProcess.StartAsync(
            ["/usr/bin/ceilometer-polling", .. polling._configuration.Arguments, "--polling-namespaces", "central"],
            polling._configuration.Environment(Path.Combine(AppContext.BaseDirectory, "Scripts", "pollster")));
        return polling;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process) await process.DisposeAsync();
        _configuration.Dispose();
    }
}
