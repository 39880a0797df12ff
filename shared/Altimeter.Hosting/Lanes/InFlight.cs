using System.Collections.Concurrent;
using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.Lanes;

/// <summary>Bounds the samples that are between sender and lane in memory, where no broker holds them: the sender waits when the bound is reached.</summary>
/// <remarks>One bound per kind of lane, not one for all: the pipeline must be able to send on what it has taken while the intake waits.</remarks>
internal sealed class InFlight(BusKind kind)
{
    /// <summary>Samples in flight per kind of lane; two kinds give 50,000 in the whole process.</summary>
    public const int MaxSamples = 25_000;

    private readonly ConcurrentDictionary<LaneSet, Bound> _bounds = new();

    /// <summary>Waits until the message fits.</summary>
    public Task EnterAsync<T>(LaneSet lanes, T message, CancellationToken cancellationToken)
        where T : class => kind == BusKind.InMemory ? BoundOf(lanes).EnterAsync(WeightOf(message), cancellationToken) : Task.CompletedTask;

    /// <summary>The lane is done with the message.</summary>
    public void Leave<T>(LaneSet lanes, T message)
        where T : class
    {
        if (kind == BusKind.InMemory) BoundOf(lanes).Leave(WeightOf(message));
    }

    private static int WeightOf(object message) => message switch
    {
        SamplesCollected samples => samples.Count,
        PublishSamples samples => samples.Count,
        EventsCollected events => events.Count,
        PublishEvents events => events.Count,
        _ => 1,
    };

    private Bound BoundOf(LaneSet lanes) => _bounds.GetOrAdd(lanes, _ => new Bound());

    private sealed class Bound
    {
        private readonly Lock _lock = new();
        private readonly Queue<(int Weight, TaskCompletionSource Entered)> _waiting = [];
        private int _used;

        public async Task EnterAsync(int weight, CancellationToken cancellationToken)
        {
            TaskCompletionSource entered;
            lock (_lock)
            {
                if (_waiting.Count == 0 && _used + weight <= MaxSamples)
                {
                    _used += weight;
                    return;
                }

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
