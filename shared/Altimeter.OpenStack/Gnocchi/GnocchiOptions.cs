namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Where Gnocchi is and how to talk to it, section <c>Gnocchi</c>.</summary>
public sealed class GnocchiOptions
{
    /// <summary>Base URL, http or https, may contain a path. Default <c>http://localhost:8041</c>.</summary>
    public string Endpoint { get; init; } = "http://localhost:8041";

    /// <summary>How we identify ourselves.</summary>
    public GnocchiAuthOptions Auth { get; init; } = new();

    /// <summary>What becomes of samples whose meter no definition maps. Default <see cref="UnmappedMeters.Drop"/>, as the reference.</summary>
    public UnmappedMeters UnmappedMeters { get; init; } = UnmappedMeters.Drop;

    /// <summary>Longest wait for one answer. Default 60 s; more than zero, at most 10 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
