using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Altimeter.Oslo.Transport;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>A source at work as the least-privileged user; the test decides what becomes of each batch.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Batch> _batches = Channel.CreateUnbounded<Batch>();
    private readonly RabbitNotificationSource _source;
    private readonly Task _running;

    public RunningSource(OsloOptions options, IQueueOwnership? ownership = null, OwnQueueLimits? limits = null)
    {
        _source = new RabbitNotificationSource(Options.Create(options), ownership ?? new EveryQueue(), TimeProvider.System, new KeptLogger(Lines))
        {
            OwnQueueLimits = limits ?? new OwnQueueLimits(),
        };
        _running = _source.RunAsync(
            (deliveries, closed) =>
            {
                var batch = new Batch(deliveries, closed);
                _batches.Writer.TryWrite(batch);
                return batch.Done.Task.WaitAsync(closed);
            },
            _stop.Token);
    }

    public NotificationSourceState State => _source.State;

    public List<string> Lines { get; } = [];

    public IReadOnlyList<string> LinesOf(string text)
    {
        lock (Lines) return [.. Lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
    }

    public Task WaitUntilConsumingAsync() => Wait.UntilAsync(
        "the source to consume", OsloBroker.Limit, _ => Task.FromResult(_source.State.IsConsuming), TestContext.Current.CancellationToken);

    public async Task<Batch> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(OsloBroker.Limit);
        return await _batches.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Takes in and finishes batches until that many numbers came; gives them in order.</summary>
    public async Task<IReadOnlyList<int>> FinishAsync(int count)
    {
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            var batch = await NextAsync();
            numbers.AddRange(batch.Numbers);
            batch.Done.SetResult();
        }

        return numbers;
    }

    public bool HasMore => _batches.Reader.TryPeek(out _);

    public Task RequestStopAsync() => _stop.CancelAsync();

    public Task StoppedAsync() => _running.WaitAsync(OsloBroker.Limit);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (!_running.IsCompleted)
        {
            while (_batches.Reader.TryRead(out var batch)) batch.Done.TrySetException(new InvalidOperationException("the test is over"));
            await Task.WhenAny(_running, Task.Delay(TimeSpan.FromMilliseconds(20)));
        }

        _stop.Dispose();
    }

    internal sealed record Batch(IReadOnlyList<NotificationDelivery> Deliveries, CancellationToken Closed)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<int> Numbers => [.. Deliveries.Select(delivery => int.Parse(Encoding.ASCII.GetString(delivery.Body.Span), CultureInfo.InvariantCulture))];

        /// <summary>Completes when its channel is closed.</summary>
        public async Task WaitUntilClosedAsync()
        {
            var closed = new TaskCompletionSource();
            await using var registration = Closed.Register(closed.SetResult);
            await closed.Task.WaitAsync(OsloBroker.Limit);
        }
    }

    private sealed class KeptLogger(List<string> lines) : ILogger<RabbitNotificationSource>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines) lines.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
