namespace Altimeter.Hosting.DeadLetters;

/// <summary>Sets items aside, never silently. Two implementations: the broker's <c>&lt;service&gt;-dead-letters</c> queue, and a file.</summary>
public interface IDeadLetters
{
    /// <summary>Sets one item aside and counts it by reason. Returns when that is confirmed; holds while the broker is away or the queue full.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first: the item is not set aside, do not acknowledge its source.</exception>
    Task SetAsideAsync(DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Items set aside since the start.</summary>
    long Count { get; }
}
