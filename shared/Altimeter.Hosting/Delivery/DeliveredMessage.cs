using System.Diagnostics;
using Altimeter.Hosting.DeadLetters;

namespace Altimeter.Hosting.Delivery;

/// <summary>One delivery in a lane.</summary>
/// <typeparam name="T">Contract message.</typeparam>
public sealed class DeliveredMessage<T>
    where T : class
{
    /// <summary>Deliveries after which a message is worked on alone.</summary>
    internal const long MostDeliveries = 20;

    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSettling;

    /// <summary>The message.</summary>
    public required T Message { get; init; }

    /// <summary>Id of the message; derive the ids of what is made from it by <see cref="Delivery.MessageIds"/>, so that a repeat is recognised.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The broker delivered it before: it may have been worked on already.</summary>
    public bool IsRedelivered { get; init; }

    /// <summary>How often it was given back before (<c>x-delivery-count</c> of quorum queues).</summary>
    public long DeliveryCount { get; init; }

    /// <summary>It came back so often that it may be what ends the process: it is worked on alone.</summary>
    internal bool IsSuspect => DeliveryCount > MostDeliveries;

    /// <summary>Trace of the sender, default when it was not traced.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>Makes the dead letter for a reason (kebab-case) and a text, for the case that the message cannot be worked on: its body unchanged.</summary>
    public required Func<string, string, DeadLetter> ToDeadLetter { get; init; }

    /// <summary>Completes when every outcome is settled; the delivery is acknowledged then.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Cancels the delivery at the transport and gives the token that says so.</summary>
    internal Func<CancellationToken> CancelDelivery { get; init; } = static () => new CancellationToken(canceled: true);

    /// <summary>Called once, before the delivery is acknowledged.</summary>
    internal Action? Completing { get; init; }

    /// <summary>When the lane took it, by the monotonic clock.</summary>
    internal long TakenAt { get; set; }

    /// <summary>Marks the message as settled before the rest of its batch. Further calls do nothing.</summary>
    public void Complete()
    {
        if (Interlocked.Exchange(ref _isSettling, true)) return;
        Completing?.Invoke();
        _settled.SetResult();
    }

    /// <summary>Gives the message back to the broker, unless it is settled: no negative acknowledgement, it returns when the channel closes.</summary>
    internal void GiveBack()
    {
        if (!Interlocked.Exchange(ref _isSettling, true)) _settled.SetCanceled(CancelDelivery());
    }
}
