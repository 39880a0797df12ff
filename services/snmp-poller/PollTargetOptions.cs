using System.ComponentModel;

namespace Altimeter.SnmpPoller;

/// <summary>A device of <see cref="SnmpPollerOptions.Targets"/>: a URL, or an id and a URL.</summary>
[TypeConverter(typeof(PollTargetConverter))]
public sealed class PollTargetOptions
{
    /// <summary>Resource id; null or empty: the URL's host.</summary>
    public string? ResourceId { get; init; }

    /// <summary><c>snmp://[user[:password]@]host[:port][?…]</c>.</summary>
    public string? ResourceUrl { get; init; }

    /// <summary>The id, or dots: never the URL, which may hold a password.</summary>
    public override string ToString() => ResourceId ?? "…";
}
