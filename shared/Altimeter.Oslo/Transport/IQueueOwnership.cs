namespace Altimeter.Oslo.Transport;

/// <summary>Decides which queues of notifications this process consumes. They have no single active consumer, so who holds one also needs a lease.</summary>
/// <remarks>Two implementations: every queue (a process alone), and claims among live replicas.</remarks>
public interface IQueueOwnership
{
    /// <summary>Since the lease was renewed; zero when none is needed.</summary>
    TimeSpan LeaseAge { get; }

    /// <summary>Whether this process is to hold the queue: give it up when not.</summary>
    /// <param name="queue">Name as in <see cref="NotificationSourceState.Queues"/>.</param>
    bool IsOwned(string queue);

    /// <summary>Whether the queue is another process's business: this one is ready without it.</summary>
    bool IsElsewhere(string queue);

    /// <summary>Claims a queue, to consume it, or to go on with one that is still claimed; false while another process holds it.</summary>
    bool TryClaim(string queue);

    /// <summary>Gives a queue up, after its channel is closed.</summary>
    void Release(string queue);
}
