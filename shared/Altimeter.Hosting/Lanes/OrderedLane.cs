using Altimeter.Hosting.Delivery;

namespace Altimeter.Hosting.Lanes;

/// <summary>Puts the deliveries of one lane in order, whatever order the transport's threads bring them in, and works on them batch by batch.</summary>
/// <remarks>
/// Delivery tags of a channel are contiguous from 1 (AMQP 0-9-1 §1.8.3), so the lane takes tag after tag and waits for one that is
/// missing. A new channel starts at 1 again: what the old one had delivered and was not settled comes again, so it is forgotten.
/// </remarks>
internal sealed class OrderedLane<T> : IAsyncDisposable
    where T : class
{
    private readonly int _limit;
    private readonly BatchRunner<T> _runner;
    private readonly Func<CancellationToken, ValueTask> _mayBegin;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly CancellationTokenSource _stopTaking = new();
    private readonly CancellationTokenSource _stopWork = new();
    private readonly SortedDictionary<ulong, DeliveredMessage<T>?> _waiting = [];
    private readonly Task _worker;
    private LaneFeed? _feed;
    private ulong _next;
    private bool _isStopping;
    private List<DeliveredMessage<T>>? _batch;
    private TaskCompletionSource? _idle;
    private TaskCompletionSource? _batchEnd;

    /// <param name="limit">Most messages in one batch.</param>
    /// <param name="runner">Works on a batch.</param>
    /// <param name="mayBegin">Waits until a batch may be begun.</param>
    /// <param name="time">Clock of the ages.</param>
    public OrderedLane(int limit, BatchRunner<T> runner, Func<CancellationToken, ValueTask> mayBegin, TimeProvider time)
    {
        _limit = limit;
        _mayBegin = mayBegin;
        _time = time;
        _runner = runner;
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Deliveries that wait behind the batch in work.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Whether it takes nothing more.</summary>
    public bool IsStopping
    {
        get
        {
            lock (_lock) return _isStopping;
        }
    }

    /// <summary>How long the oldest delivery that is not settled has been here; zero when there is none.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (_lock)
            {
                var oldest = _batch?.FirstOrDefault(message => !message.Settled.IsCompleted) ?? _waiting.Values.FirstOrDefault(message => message is not null);
                return oldest is null ? TimeSpan.Zero : _time.GetElapsedTime(oldest.TakenAt);
            }
        }
    }

    /// <summary>Takes one delivery; null when its tag needs no work because the delivery was settled without the consumer.</summary>
    public void Enqueue(LaneFeed feed, ulong tag, DeliveredMessage<T>? message)
    {
        lock (_lock)
        {
            if (_isStopping || feed.IsClosed)
            {
                message?.GiveBack();
                return;
            }

            if (!ReferenceEquals(feed, _feed)) StartFeed(feed);
            if (tag < _next) return;
            if (message is not null) message.TakenAt = _time.GetTimestamp();
            _waiting.TryAdd(tag, message);
        }

        _arrived.Release();
    }

    /// <summary>Waits until everything that was taken has been worked on, at most for the time given.</summary>
    public async Task DrainAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        while (!deadline.IsCancellationRequested)
        {
            Task idle;
            lock (_lock)
            {
                if (_waiting.Count == 0 && _batch is null) return;
                idle = (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await Task.WhenAny(idle, Task.Delay(Timeout.Infinite, deadline.Token));
        }
    }

    /// <summary>Takes no further batch and lets the one in work finish within the time; what waits stays until its channel closes.</summary>
    public async Task FinishAsync(TimeSpan limit)
    {
        lock (_lock) _isStopping = true;
        await _stopTaking.CancelAsync();
        if (await Task.WhenAny(_worker, Task.Delay(limit)) != _worker) await _stopWork.CancelAsync();
        await _worker;
    }

    /// <summary>Finishes, and gives everything else back.</summary>
    public async Task StopAsync(TimeSpan finish)
    {
        await FinishAsync(finish);
        lock (_lock) GiveBackWaiting();
    }

    /// <summary>Gives everything back, the batch in work too, at most within the time; a new channel starts again from the head.</summary>
    public async Task GiveBackAsync(TimeSpan limit)
    {
        LaneFeed? feed;
        Task end;
        lock (_lock)
        {
            feed = _feed;
            end = _batch is null ? Task.CompletedTask : (_batchEnd ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        feed?.Close();
        await Task.WhenAny(end, Task.Delay(limit));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _stopTaking.Dispose();
        _stopWork.Dispose();
        _arrived.Dispose();
    }

    private void StartFeed(LaneFeed feed)
    {
        GiveBackWaiting();
        _feed = feed;
        _next = 1;
        feed.Closed.Register(() =>
        {
            lock (_lock)
            {
                if (ReferenceEquals(feed, _feed)) GiveBackWaiting();
            }
        });
    }

    private void GiveBackWaiting()
    {
        foreach (var message in _waiting.Values) message?.GiveBack();
        _waiting.Clear();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                await _arrived.WaitAsync(_stopTaking.Token);
                do
                {
                    await _mayBegin(_stopTaking.Token);
                }
                while (await WorkOnceAsync());
            }
        }
        catch (OperationCanceledException) when (_stopTaking.IsCancellationRequested)
        {
            // told to stop
        }
    }

    private async Task<bool> WorkOnceAsync()
    {
        var messages = TakeBatch(out var feed);
        if (messages.Count == 0) return false;
        using var token = CancellationTokenSource.CreateLinkedTokenSource(_stopWork.Token, feed.Closed);
        await _runner.RunAsync(messages, token.Token);
        lock (_lock)
        {
            _batch = null;
            _batchEnd?.TrySetResult();
            _batchEnd = null;
        }

        return true;
    }

    private List<DeliveredMessage<T>> TakeBatch(out LaneFeed feed)
    {
        lock (_lock)
        {
            var batch = new List<DeliveredMessage<T>>();
            feed = _feed ?? LaneFeed.None;
            if (_isStopping || feed.IsClosed) return batch;
            while (batch.Count < _limit && _waiting.TryGetValue(_next, out var message))
            {
                if (batch.Count > 0 && message is { IsSuspect: true }) break;
                _waiting.Remove(_next++);
                if (message is null) continue;
                batch.Add(message);
                if (message.IsSuspect) break;
            }

            if (batch.Count > 0) _batch = batch;
            if (batch.Count > 0 || _waiting.Count > 0) return batch;
            _idle?.TrySetResult();
            _idle = null;
            return batch;
        }
    }
}
