using System.Collections.Concurrent;
using Altimeter.Hosting.DeadLetters;

namespace Altimeter.UnitTests.Hosting;

/// <summary>Keeps what is set aside for a test to look at.</summary>
internal sealed class MemoryDeadLetters : IDeadLetters
{
    public ConcurrentQueue<DeadLetter> Letters { get; } = [];

    public long Count => Letters.Count;

    public Task SetAsideAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Letters.Enqueue(letter);
        return Task.CompletedTask;
    }
}
