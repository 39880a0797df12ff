namespace Altimeter.Testing.Launchers;

/// <summary>The private configuration folder of one process of a real Ceilometer 19; nothing is read from or written to /etc/ceilometer.</summary>
internal sealed class CeilometerConfiguration : IDisposable
{
    private const string Packaged = "/usr/lib/python3/dist-packages/ceilometer";

    private readonly TemporaryFolder _folder;

    /// <summary>Creates the folder.</summary>
    /// <param name="purpose">Part of its name, e.g. <c>ceilometer-agent</c>.</param>
    public CeilometerConfiguration(string purpose)
    {
        _folder = new TemporaryFolder(purpose);
        _folder.Create("lock");
        _folder.Create("home");
        _folder.Create("conf.d");
        _folder.Create("pollsters.d");
    }

    /// <summary>Absolute path of a file inside.</summary>
    public string this[string relative] => _folder[relative];

    /// <summary>Options that every process gets: without the second, oslo.config would read the folders below /etc as well.</summary>
    public IReadOnlyList<string> Arguments => ["--config-file", _folder["ceilometer.conf"], "--config-dir", _folder["conf.d"]];

    /// <summary>Variables that every process gets.</summary>
    /// <param name="pythonPath">Folder of further Python modules and entry points; null: none.</param>
    public IReadOnlyDictionary<string, string?> Environment(string? pythonPath = null) =>
        new Dictionary<string, string?>(PythonEnvironment.Variables) { ["HOME"] = _folder["home"], ["PYTHONPATH"] = pythonPath };

    /// <summary>Writes a file; returns its absolute path.</summary>
    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Writes ceilometer.conf.</summary>
    /// <param name="transportUrl">Broker, in oslo.messaging's form.</param>
    /// <param name="telemetrySecret">Key of the signatures.</param>
    /// <param name="durable">Whether exchanges and queues are declared durable (amqp_durable_queues).</param>
    /// <param name="gnocchi">Root of Gnocchi's API; null: none. It is used without Keystone, by gnocchiclient's own plugin.</param>
    public void WriteOptions(string transportUrl, string telemetrySecret, bool durable, string? gnocchi)
    {
        var credentials = gnocchi is null ? "" : $"[service_credentials]\nauth_type = gnocchi-basic\nuser = admin\nendpoint = {gnocchi}\n";
        Write(
            "ceilometer.conf",
            $"""
            [DEFAULT]
            transport_url = {transportUrl}
            host = reference
            pipeline_cfg_file = {_folder["pipeline.yaml"]}
            event_pipeline_cfg_file = {_folder["event_pipeline.yaml"]}
            pollsters_definitions_dirs = {_folder["pollsters.d"]}
            [notification]
            workers = 1
            [meter]
            meter_definitions_dirs = {Packaged}/data/meters.d
            [event]
            definitions_cfg_file = {Packaged}/pipeline/data/event_definitions.yaml
            [publisher]
            telemetry_secret = {telemetrySecret}
            [polling]
            cfg_file = {_folder["polling.yaml"]}
            [oslo_messaging_rabbit]
            amqp_durable_queues = {(durable ? "true" : "false")}
            [oslo_concurrency]
            lock_path = {_folder["lock"]}
            {credentials}
            """);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
