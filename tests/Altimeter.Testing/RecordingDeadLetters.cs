using Altimeter.Hosting.DeadLetters;

namespace Altimeter.Testing;

/// <summary>Dead letters without a broker: keeps them.</summary>
public sealed class RecordingDeadLetters : IDeadLetters
{
    private readonly List<DeadLetter> _letters = [];

    /// <summary>What was set aside so far, in order.</summary>
    public IReadOnlyList<DeadLetter> Letters
    {
        get
        {
            lock (_letters) return [.. _letters];
        }
    }

    /// <inheritdoc/>
    public long Count => Letters.Count;

    /// <inheritdoc/>
    public Task SetAsideAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_letters) _letters.Add(letter);
        return Task.CompletedTask;
    }
}
