namespace Altimeter.Standalone.Embedded;

/// <summary>Which parts run inside this process, and where.</summary>
/// <param name="DataDirectory">Directory of the store and the dead letters.</param>
/// <param name="StorePort">Port of the embedded store on 127.0.0.1; null: a real Gnocchi is used.</param>
/// <param name="DevicePorts">UDP ports of the simulated devices on 127.0.0.1, one per built-in recording; empty: real devices are polled.</param>
internal sealed record EmbeddedPlan(string DataDirectory, int? StorePort, IReadOnlyList<int> DevicePorts)
{
    /// <summary>Where things are, for a person.</summary>
    public string Where => $"{(StorePort is { } port ? $"Gnocchi API at http://127.0.0.1:{port} · " : "")}data in {DataDirectory} · Ctrl+C ends";

    /// <summary>File of what is set aside when there is no broker.</summary>
    public string DeadLetterFile => Path.Combine(DataDirectory, "dead-letters.jsonl");
}
