namespace Altimeter.Hosting.Queues;

/// <summary>A queue's endpoint of whatever message type.</summary>
internal interface IQueueEndpoint : IAsyncDisposable
{
    /// <summary>Completes when it consumes.</summary>
    Task Ready { get; }

    /// <summary>Name of the queue.</summary>
    string Queue { get; }
}
