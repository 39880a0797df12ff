using System.Collections.Concurrent;

namespace Altimeter.Oslo.Transport;

/// <summary>What a source consumes and whether it flows, for health.</summary>
public sealed class NotificationSourceState
{
    /// <summary>State of a queue that another replica consumes.</summary>
    internal const string Elsewhere = "left to another replica";

    /// <summary>State of a queue that is to be consumed here and may not be yet.</summary>
    internal const string Unclaimed = "not claimed yet";

    private const string Consuming = "consuming";

    private readonly ConcurrentDictionary<string, string> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OwnQueueDepth> _ownQueues = new(StringComparer.Ordinal);

    /// <summary>Whether there are queues and every one is being consumed, here or by another replica.</summary>
    public bool IsConsuming => !_queues.IsEmpty && _queues.Values.All(state => state is Consuming or Elsewhere);

    /// <summary>Queues by name (<c>queue at host:port</c>), each with <c>consuming</c> or why not; no secrets.</summary>
    public IReadOnlyDictionary<string, string> Queues => _queues;

    /// <summary>Depth of the own queues that are consumed here, by the same names; none in mode <c>Shared</c>.</summary>
    public IReadOnlyDictionary<string, OwnQueueDepth> OwnQueues => _ownQueues;

    internal void ReportDepth(string queue, OwnQueueDepth? depth)
    {
        if (depth is null) _ownQueues.TryRemove(queue, out _);
        else _ownQueues[queue] = depth;
    }

    internal void Report(string queue, string? trouble) => _queues[queue] = trouble ?? Consuming;
}
