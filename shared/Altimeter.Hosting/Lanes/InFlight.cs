using System.Collections.Concurrent;
using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.Lanes;

/// <summary>Bounds the samples that are between sender and consumer in memory, where no broker holds them. At the bound a lane's sender waits; a queue without order counts as full.</summary>
/// <remarks>One bound per kind of lane and per queue, not one for all: the pipeline must be able to send on what it has taken while the intake waits.</remarks>
public sealed class InFlight(BusKind kind)
{
    /// <summary>Samples in flight per kind of lane; the two kinds give 50,000 in the whole process.</summary>
    public const int MaxSamples = 25_000;

    private readonly ConcurrentDictionary<string, Bound> _bounds = new(StringComparer.Ordinal);

    /// <summary>Samples between sender and lane now; always 0 with a broker.</summary>
    public int Samples => _bounds.Values.Sum(bound => bound.Used);

    /// <summary>Waits until the message fits.</summary>
    internal Task EnterAsync<T>(string queues, T message, CancellationToken cancellationToken)
        where T : class => kind == BusKind.InMemory ? BoundOf(queues).EnterAsync(WeightOf(message), cancellationToken) : Task.CompletedTask;

    /// <summary>Enters if the message fits now.</summary>
    internal bool TryEnter<T>(string queues, T message)
        where T : class => kind != BusKind.InMemory || BoundOf(queues).TryEnter(WeightOf(message));

    /// <summary>The consumer is done with the message.</summary>
    internal void Leave<T>(string queues, T message)
        where T : class
    {
        if (kind == BusKind.InMemory) BoundOf(queues).Leave(WeightOf(message));
    }

    /// <summary>Items in a contract message.</summary>
    internal static int WeightOf(object message) => message switch
    {
        SamplesCollected samples => samples.Count,
        PublishSamples samples => samples.Count,
        EventsCollected events => events.Count,
        PublishEvents events => events.Count,
        _ => 1,
    };

    private Bound BoundOf(string queues) => _bounds.GetOrAdd(queues, _ => new Bound());

    private sealed class Bound
    {
        private readonly Lock _lock = new();
        private readonly Queue<(int Weight, TaskCompletionSource Entered)> _waiting = [];
        private int _used;

        public int Used => Volatile.Read(ref _used);

        public bool TryEnter(int weight)
        {
            lock (_lock)
            {
                if (_waiting.Count > 0 || _used + weight > MaxSamples) return false;
                _used += weight;
                return true;
            }
        }

        public async Task EnterAsync(int weight, CancellationToken cancellationToken)
        {
            TaskCompletionSource entered;
            lock (_lock)
            {
                if (TryEnter(weight)) return;
                entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue((weight, entered));
            }

            await using (cancellationToken.Register(() => entered.TrySetCanceled(cancellationToken))) await entered.Task;
        }

        public void Leave(int weight)
        {
            lock (_lock)
            {
                _used -= weight;
                while (_waiting.TryPeek(out var next) && _used + next.Weight <= MaxSamples)
                {
                    _waiting.Dequeue();
                    if (next.Entered.TrySetResult()) _used += next.Weight;
                }
            }
        }
    }
}
