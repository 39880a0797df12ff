using System.Collections.Concurrent;

namespace Altimeter.Oslo.Transport;

/// <summary>What a source consumes and whether it flows, for health.</summary>
public sealed class NotificationSourceState
{
    private const string Consuming = "consuming";

    private readonly ConcurrentDictionary<string, string> _queues = new(StringComparer.Ordinal);

    /// <summary>Whether there are queues and every one is being consumed.</summary>
    public bool IsConsuming => !_queues.IsEmpty && _queues.Values.All(state => state == Consuming);

    /// <summary>Queues by name (<c>queue at host:port</c>), each with <c>consuming</c> or why not; no secrets.</summary>
    public IReadOnlyDictionary<string, string> Queues => _queues;

    internal void Report(string queue, string? trouble) => _queues[queue] = trouble ?? Consuming;
}
