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
    private readonly LaneBatchRunner<T> _runner;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly CancellationTokenSource _stopTaking = new();
    private readonly CancellationTokenSource _stopWork = new();
    private readonly SortedDictionary<ulong, LaneMessage<T>?> _waiting = [];
    private readonly Task _worker;
    private LaneFeed? _feed;
    private ulong _next;
    private bool _isStopping;
    private bool _isWorking;
    private TaskCompletionSource? _idle;

    /// <param name="limit">Most messages in one batch.</param>
    /// <param name="runner">Works on a batch.</param>
    public OrderedLane(int limit, LaneBatchRunner<T> runner)
    {
        _limit = limit;
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

    /// <summary>Takes one delivery; null when its tag needs no work because the delivery was settled without the consumer.</summary>
    public void Enqueue(LaneFeed feed, ulong tag, LaneMessage<T>? message)
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
                if (_waiting.Count == 0 && !_isWorking) return;
                idle = (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await Task.WhenAny(idle, Task.Delay(Timeout.Infinite, deadline.Token));
        }
    }

    /// <summary>Takes no further batch, lets the one in work finish within the time, gives everything else back.</summary>
    public async Task StopAsync(TimeSpan finish)
    {
        lock (_lock) _isStopping = true;
        await _stopTaking.CancelAsync();
        if (await Task.WhenAny(_worker, Task.Delay(finish)) != _worker) await _stopWork.CancelAsync();
        await _worker;
        lock (_lock) GiveBackWaiting();
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
                while (TakeBatch(out var feed) is { Count: > 0 } messages)
                {
                    using var token = CancellationTokenSource.CreateLinkedTokenSource(_stopWork.Token, feed.Closed);
                    await _runner.RunAsync(messages, token.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stopTaking.IsCancellationRequested)
        {
            // told to stop
        }
    }

    private List<LaneMessage<T>> TakeBatch(out LaneFeed feed)
    {
        lock (_lock)
        {
            var batch = new List<LaneMessage<T>>();
            feed = _feed ?? LaneFeed.None;
            if (_isStopping) return batch;
            while (batch.Count < _limit && _waiting.TryGetValue(_next, out var message))
            {
                if (batch.Count > 0 && message is { IsSuspect: true }) break;
                _waiting.Remove(_next++);
                if (message is null) continue;
                batch.Add(message);
                if (message.IsSuspect) break;
            }

            _isWorking = batch.Count > 0;
            if (!_isWorking && _waiting.Count == 0) _idle?.TrySetResult();
            if (_idle is { Task.IsCompleted: true }) _idle = null;
            return batch;
        }
    }
}
