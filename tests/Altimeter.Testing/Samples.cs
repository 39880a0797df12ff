using System.Globalization;
using Altimeter.Contracts.V1;

namespace Altimeter.Testing;

/// <summary>Samples for tests.</summary>
public static class Samples
{
    /// <summary>Makes one sample; what is not given is plain.</summary>
    /// <param name="name">Meter name.</param>
    /// <param name="resourceId">Resource id.</param>
    /// <param name="volume">Volume as JSON.</param>
    /// <param name="metadata">Metadata as JSON.</param>
    public static Sample Make(string name = "cpu", string? resourceId = "r1", string volume = "1", string metadata = "{}") => new()
    {
        Name = name,
        Type = "gauge",
        Unit = "%",
        Volume = System.Text.Encoding.UTF8.GetBytes(volume),
        ResourceId = resourceId,
        Timestamp = "2026-11-25T10:00:00",
        Metadata = System.Text.Encoding.UTF8.GetBytes(metadata),
        Source = "openstack",
        Id = "00000000-0000-0000-0000-000000000001",
    };

    /// <summary>Makes samples of resources <c>r0</c>, <c>r1</c>, …, with their number as volume.</summary>
    public static IReadOnlyList<Sample> MakeMany(int count, int resources) =>
        [.. Enumerable.Range(0, count).Select(i => Make(resourceId: $"r{i % resources}", volume: i.ToString(CultureInfo.InvariantCulture)))];
}
