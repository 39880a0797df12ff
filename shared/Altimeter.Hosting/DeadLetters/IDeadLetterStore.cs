namespace Altimeter.Hosting.DeadLetters;

/// <summary>What the <c>dead-letters</c> command works on. Two implementations: the broker's <c>&lt;service&gt;-dead-letters</c> queue, and a file.</summary>
internal interface IDeadLetterStore : IAsyncDisposable
{
    /// <summary>Where the letters are, for messages; no password.</summary>
    string Name { get; }

    /// <summary>What a person should know about where replayed letters are; null: they are in their queues.</summary>
    string? ReplayNote { get; }

    /// <summary>Visits the letters that are there now, oldest first. What is not removed stays, in its order; at most one page of letters is in memory.</summary>
    /// <param name="visit">Decides about one letter.</param>
    /// <param name="cancellationToken">Ends the walk; what was not decided yet stays.</param>
    /// <returns>How many letters there were at the start.</returns>
    /// <exception cref="DeadLetterStoreException">The store cannot be read.</exception>
    Task<long> WalkAsync(Func<StoredLetter, CancellationToken, Task<LetterFate>> visit, CancellationToken cancellationToken);

    /// <summary>Sends a letter back to where it belongs.</summary>
    /// <returns>Null when that is confirmed: it may be removed. Else why it could not be sent.</returns>
    Task<string?> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken);
}

/// <summary>What becomes of a letter that was visited.</summary>
internal enum LetterFate
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It is removed.</summary>
    Remove,

    /// <summary>It stays, and the walk ends.</summary>
    KeepAndStop,
}
