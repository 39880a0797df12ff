using MassTransit;

namespace Altimeter.Hosting.Lanes;

/// <summary>Knows which acknowledgements are on the way to the broker, so that a channel is not closed before they are sent.</summary>
internal sealed class LaneAcknowledgements : IReceiveObserver
{
    private readonly Lock _lock = new();
    private int _expected;
    private TaskCompletionSource? _none;

    /// <summary>A delivery is settled: its acknowledgement follows.</summary>
    public void Expect(LaneDelivery delivery)
    {
        if (delivery.CompletesAtHandOver) return;
        delivery.IsCompleting = true;
        lock (_lock) _expected++;
    }

    /// <summary>Waits until all are sent, at most for the time given.</summary>
    public Task WaitAsync(TimeSpan limit)
    {
        lock (_lock)
        {
            if (_expected == 0) return Task.CompletedTask;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return Task.WhenAny(_none.Task, Task.Delay(limit));
        }
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Sent(context);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Sent(context);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    private Task Sent(ReceiveContext context)
    {
        if (!context.TryGetPayload<LaneDelivery>(out var delivery) || !delivery.IsCompleting) return Task.CompletedTask;
        lock (_lock)
        {
            if (--_expected == 0) _none?.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
