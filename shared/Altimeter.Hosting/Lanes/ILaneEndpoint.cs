namespace Altimeter.Hosting.Lanes;

/// <summary>A lane endpoint of whatever message type.</summary>
internal interface ILaneEndpoint : IAsyncDisposable
{
    /// <summary>Completes when the endpoint consumes.</summary>
    Task Ready { get; }

    /// <summary>Name of its queue.</summary>
    string Queue { get; }

    /// <summary>Deliveries that wait behind the batch in work.</summary>
    int Waiting { get; }

    /// <summary>Gives everything back and starts again from the head, when the oldest delivery has become too old, or when it has no channel although the broker is there. The consumer and what it knows stay.</summary>
    Task GiveBackIfOldAsync();
}
