namespace Altimeter.GnocchiWriter.Writing;

/// <summary>What a lane knows of one metric in Gnocchi.</summary>
public sealed class KnownMetric
{
    /// <summary>Its id; null while not learnt.</summary>
    public Guid? Id { get; set; }

    /// <summary>Its archive policy, which need not be the one that the definitions would give it; null while not learnt.</summary>
    public string? ArchivePolicy { get; set; }

    /// <summary>Newest time that Gnocchi has acknowledged, nanoseconds since 1970; null before the lane's first post.</summary>
    public long? Newest { get; private set; }

    /// <summary>Notes that Gnocchi has acknowledged a measure of this time.</summary>
    public void Acknowledge(long time) => Newest = Math.Max(time, Newest ?? time);
}
