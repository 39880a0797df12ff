using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Transport;

public sealed class InProcessNotificationsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly List<IReadOnlyList<NotificationDelivery>> _batches = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _handled = new(0);

    [Fact]
    public async Task Item44_PartialBatch_GoesWhenTheTimeoutEnds()
    {
        var notifications = Create(batchSize: 10);
        for (var i = 0; i < 3; i++) await PublishAsync(notifications);
        var running = notifications.RunAsync(Handle, _stop.Token);

        Assert.Empty(_batches);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(await _handled.WaitAsync(Deadline));

        Assert.Equal([3], _batches.Select(batch => batch.Count));
        await StopAsync(running);
    }

    [Fact]
    public async Task RunAsync_FullBatches_GoAtOnceAndInOrder()
    {
        var notifications = Create(batchSize: 2);
        for (var i = 0; i < 4; i++) await PublishAsync(notifications);

        var running = notifications.RunAsync(Handle, _stop.Token);
        for (var i = 0; i < 2; i++) Assert.True(await _handled.WaitAsync(Deadline));

        Assert.Equal([1ul, 2ul, 3ul, 4ul], _batches.SelectMany(batch => batch).Select(delivery => delivery.DeliveryTag));
        Assert.Equal(0, notifications.Pending);
        await StopAsync(running);
    }

    [Fact]
    public async Task Item47_Stop_WorksOnWhatWasTaken()
    {
        var notifications = Create(batchSize: 10);
        for (var i = 0; i < 2; i++) await PublishAsync(notifications);
        await _stop.CancelAsync();

        await notifications.RunAsync(Handle, _stop.Token).WaitAsync(Deadline);

        Assert.Equal(2, _batches.Sum(batch => batch.Count));
    }

    [Fact]
    public async Task PublishAsync_BufferFull_Waits()
    {
        var notifications = Create(batchSize: 1, capacity: 1);
        await PublishAsync(notifications);

        var second = PublishAsync(notifications);

        Assert.False(second.IsCompleted);
        var running = notifications.RunAsync(Handle, _stop.Token);
        await second.WaitAsync(Deadline);
        await StopAsync(running);
    }

    [Fact]
    public async Task RunAsync_HandlerFails_RepeatsWhatIsNotSettled()
    {
        var notifications = Create(batchSize: 2);
        for (var i = 0; i < 2; i++) await PublishAsync(notifications);
        var failed = new TaskCompletionSource();

        var running = notifications.RunAsync(
            (batch, _) =>
            {
                if (failed.Task.IsCompleted) return Handle(batch, CancellationToken.None);
                batch[0].Settle();
                failed.SetResult();
                throw new InvalidOperationException("once");
            },
            _stop.Token);
        await failed.Task.WaitAsync(Deadline);
        while (!await _handled.WaitAsync(TimeSpan.FromMilliseconds(1))) _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([2ul], Assert.Single(_batches).Select(delivery => delivery.DeliveryTag));
        await StopAsync(running);
    }

    private InProcessNotifications Create(int batchSize, int capacity = 100) => new(
        Options.Create(new OsloOptions { BatchSize = batchSize, InProcessCapacity = capacity }), _time, NullLogger<InProcessNotifications>.Instance);

    private static Task PublishAsync(InProcessNotifications notifications) =>
        notifications.PublishAsync("ceilometer", "notifications.sample", "{}"u8.ToArray(), CancellationToken.None);

    private Task Handle(IReadOnlyList<NotificationDelivery> batch, CancellationToken cancellationToken)
    {
        _batches.Add(batch);
        _handled.Release();
        return Task.CompletedTask;
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(Deadline);
    }
}
