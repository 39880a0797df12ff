using System.ComponentModel.DataAnnotations;
using Altimeter.Oslo.Envelope;

namespace Altimeter.Oslo.Transport;

/// <summary>The notifications' side of the broker, section <c>Oslo</c>. Lists that are empty mean Ceilometer's defaults.</summary>
public sealed class OsloOptions
{
    /// <summary>Brokers, in oslo's form or amqp(s)://; empty: <c>RabbitMq:Url</c>.</summary>
    public IReadOnlyList<string> TransportUrls { get; init; } = [];

    /// <summary>Exchanges whose notifications are taken in; default Ceilometer's 15.</summary>
    public IReadOnlyList<string> Exchanges { get; init; } = [];

    /// <summary>Topics; default <c>notifications</c>.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Priorities; default all seven.</summary>
    public IReadOnlyList<string> Priorities { get; init; } = [];

    /// <summary>Exchange to publish to, and the one meant by an empty name. Default <c>ceilometer</c>.</summary>
    [Required]
    public string ControlExchange { get; init; } = "ceilometer";

    /// <summary>Which queues are consumed: <c>Shared</c> or <c>Own</c>. Default <c>Shared</c>.</summary>
    public OsloQueueMode QueueMode { get; init; }

    /// <summary>What happens while notifications cannot be passed on: <c>Hold</c>, or <c>DropAfter:00:10:00</c>. Default <c>Hold</c>.</summary>
    public WhenFull WhenFull { get; init; }

    /// <summary>Exchanges and queues that are missing are declared durable (amqp_durable_queues). Default false, as oslo.messaging.</summary>
    public bool Durable { get; init; }

    /// <summary>Queues that are missing are declared as quorum queues, and durable (rabbit_quorum_queue). Default false.</summary>
    public bool Quorum { get; init; }

    /// <summary>Delivery limit of quorum queues that are missing (rabbit_quorum_delivery_limit); 0: none. Default 0.</summary>
    [Range(0, int.MaxValue)]
    public int QuorumDeliveryLimit { get; init; }

    /// <summary>Exchanges and queues that are missing are declared auto-delete (amqp_auto_delete). Default false.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Notifications of one queue that may be unacknowledged (rabbit_qos_prefetch_count). Default 400.</summary>
    [Range(1, 65_535)]
    public int Prefetch { get; init; } = 400;

    /// <summary>Notifications of one queue worked on together, at most the prefetch. Default 100.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; init; } = 100;

    /// <summary>Longest wait for a full batch, from its first notification on. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan BatchTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Most notifications that the in-process transport holds. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int InProcessCapacity { get; init; } = 10_000;

    internal IReadOnlyList<string> EffectiveExchanges => Exchanges.Count == 0
        ? OsloDefaults.Exchanges
        : [.. Exchanges.Select(exchange => exchange.Length == 0 ? ControlExchange : exchange).Distinct(StringComparer.Ordinal)];

    internal IReadOnlyList<NotificationQueue> EffectiveQueues =>
        [.. from key in KeysOf(Priorities.Count == 0 ? NotificationPriorities.All : Priorities)
            select QueueMode is OsloQueueMode.Own ? NotificationQueue.Own(key) : NotificationQueue.Shared(key)];

    /// <summary>Every own queue that mode <c>Own</c> may have declared for these topics, whatever the mode and the priorities are now.</summary>
    internal IReadOnlyList<NotificationQueue> PossibleOwnQueues => [.. KeysOf(NotificationPriorities.All).Select(NotificationQueue.Own)];

    private IEnumerable<string> KeysOf(IReadOnlyList<string> priorities) =>
        from topic in Topics.Count == 0 ? OsloDefaults.Topics : Topics from priority in priorities select $"{topic}.{priority}";
}
