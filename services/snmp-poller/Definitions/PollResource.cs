using System.Buffers;
using Altimeter.Oslo.Envelope;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>A device as a source names it: a URL, or a map with <c>resource_id</c> and <c>resource_url</c> (spec/polling.md §6.1).</summary>
public sealed class PollResource
{
    private PollResource(string id, SnmpTarget target, string url, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> extra)
    {
        Id = id;
        Target = target;
        Url = url;
        Extra = extra;
    }

    /// <summary>Resource id of the device: of the map, or the URL's host in lower case without port.</summary>
    public string Id { get; }

    /// <summary>How the device is asked; holds its credentials.</summary>
    public SnmpTarget Target { get; }

    /// <summary>The URL without user info, query and fragment: fit for messages and logs.</summary>
    public string Url { get; }

    /// <summary>What the map adds to the metadata of every sample, as JSON values in the order of the map; empty for a URL alone. URLs in it have no credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Extra { get; }

    /// <summary>User of the samples; null when the map names none.</summary>
    public string? UserId { get; private init; }

    /// <summary>Project of the samples; null when the map names none.</summary>
    public string? ProjectId { get; private init; }

    /// <summary>What makes two resources the same device: id, host and port.</summary>
    public string Key => $"{Id} {Target}";

    /// <summary>Makes a resource of a URL.</summary>
    /// <param name="url">URL, perhaps with credentials.</param>
    /// <param name="target">What it was parsed to.</param>
    public static PollResource Of(string url, SnmpTarget target) => new(target.Host, target, WithoutCredentials(url), []);

    /// <summary>Makes a resource of a map.</summary>
    /// <param name="members">All members, among them <c>resource_id</c> and <c>resource_url</c>; a null is JSON's null.</param>
    /// <param name="target">What the URL was parsed to.</param>
    public static PollResource Of(IReadOnlyList<KeyValuePair<string, string?>> members, SnmpTarget target)
    {
        string? Value(string key) => members.FirstOrDefault(member => member.Key == key).Value;

        var url = WithoutCredentials(Value("resource_url")!);
        return new PollResource(Value("resource_id")!, target, url, [.. members.Select(member => KeyValuePair.Create(member.Key, Json(member.Key == "resource_url" ? url : member.Value)))])
        {
            UserId = Value("user_id"),
            ProjectId = Value("project_id"),
        };
    }

    /// <summary>Takes user info, query and fragment out of a URL.</summary>
    public static string WithoutCredentials(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0;
        var end = url.AsSpan(start).IndexOfAny("/?#") is var length and >= 0 ? start + length : url.Length;
        var host = url.LastIndexOf('@', Math.Max(end - 1, 0), Math.Max(end - start, 0)) + 1;
        var path = url[end..];
        var tail = path.IndexOfAny(['?', '#']);
        return $"{url[..start]}{url[Math.Max(host, start)..end]}{(tail >= 0 ? path[..tail] : path)}";
    }

    /// <summary>The address without credentials.</summary>
    public override string ToString() => Url;

    private static ReadOnlyMemory<byte> Json(string? text)
    {
        var output = new ArrayBufferWriter<byte>();
        AsciiJson.WriteTextOrNull(output, text);
        return output.WrittenMemory;
    }
}
