using Altimeter.Contracts.V1;

namespace Altimeter.SnmpPoller.Output;

/// <summary>Samples that wait to be sent, oldest first, within a bound. One caller may take, any number may add.</summary>
internal sealed class SampleBuffer(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<Sample> _waiting = new();
    private TaskCompletionSource _added = NewSignal();
    private TaskCompletionSource _emptied = NewSignal();
    private IReadOnlyList<Sample> _taken = [];

    /// <summary>Samples that are not confirmed.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count + _taken.Count;
        }
    }

    /// <summary>Adds samples; when there are too many, the oldest that are not being sent are dropped.</summary>
    /// <returns>The dropped ones.</returns>
    public IReadOnlyList<Sample> Add(IReadOnlyList<Sample> samples)
    {
        lock (_lock)
        {
            foreach (var sample in samples) _waiting.Enqueue(sample);
            _added.TrySetResult();
            List<Sample> dropped = [];
            while (_waiting.Count + _taken.Count > capacity && _waiting.TryDequeue(out var oldest)) dropped.Add(oldest);
            return dropped;
        }
    }

    /// <summary>Takes the oldest samples for sending; what was taken before and not confirmed comes again.</summary>
    /// <returns>At least one sample.</returns>
    public async Task<IReadOnlyList<Sample>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_taken.Count > 0) return _taken;
                if (_waiting.Count > 0)
                {
                    var batch = new List<Sample>(Math.Min(most, _waiting.Count));
                    while (batch.Count < most && _waiting.TryDequeue(out var sample)) batch.Add(sample);
                    return _taken = batch;
                }

                if (_added.Task.IsCompleted) _added = NewSignal();
                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Forgets what was taken: it is confirmed.</summary>
    public void Confirm()
    {
        lock (_lock)
        {
            _taken = [];
            if (_waiting.Count > 0) return;
            _emptied.TrySetResult();
            _emptied = NewSignal();
        }
    }

    /// <summary>Waits until nothing is left.</summary>
    public async Task WhenEmptyAsync(CancellationToken cancellationToken)
    {
        Task emptied;
        lock (_lock)
        {
            if (_waiting.Count + _taken.Count == 0) return;
            emptied = _emptied.Task;
        }

        await emptied.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
