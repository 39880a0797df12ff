namespace Altimeter.Standalone.Store;

/// <summary>Settings of the embedded measure store.</summary>
public sealed class MeasureStoreOptions
{
    /// <summary>Directory of the database files; created when absent. Two stores must not share one.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>TCP port on 127.0.0.1; the next free one is taken when it is in use, 0 lets the system choose. Default 8041.</summary>
    public int Port { get; init; } = 8041;

    /// <summary>Most items of one page of a list. Default 1,000, as Gnocchi's <c>max_limit</c>.</summary>
    public int MaxLimit { get; init; } = 1_000;

    /// <summary>Largest request body in bytes; a larger one is answered 413. Default 64 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 64L << 20;
}
