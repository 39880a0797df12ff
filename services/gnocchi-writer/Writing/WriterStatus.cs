using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.Delivery;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>What the writer did since the start, for tables and reports.</summary>
public sealed class WriterStatus(WriterMetrics metrics, [FromKeyedServices(GnocchiPeer.Key)] Peer gnocchi)
{
    private long _received;
    private long _stored;
    private long _setAside;
    private long _dropped;

    /// <summary>Samples taken from the lanes, repeats included.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Measures that Gnocchi accepted.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Samples set aside with a reason.</summary>
    public long SetAside => Interlocked.Read(ref _setAside);

    /// <summary>Samples dropped on purpose and counted by name.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why Gnocchi does not answer; null while it does.</summary>
    public string? GnocchiTrouble => gnocchi.Trouble;

    internal void AddReceived(int count)
    {
        Interlocked.Add(ref _received, count);
        metrics.Received.Add(count);
    }

    internal void AddStored(int count)
    {
        Interlocked.Add(ref _stored, count);
        metrics.Stored.Add(count);
    }

    internal void AddDropped(int count) => Interlocked.Add(ref _dropped, count);

    internal void AddSetAside(string reason)
    {
        Interlocked.Increment(ref _setAside);
        metrics.SetAside.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }
}
