using System.Collections.Concurrent;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Oslo.Transport;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>Queues of notifications under claims and a lease, on a real broker.</summary>
public sealed class QueueLeaseTests(RealServers servers) : IAsyncLifetime
{
    private readonly FakeOwnership _ownership = new();
    private OsloBroker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await OsloBroker.CreateAsync(await servers.RabbitMqAsync());

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task RunAsync_AnotherHoldsTheQueue_WaitsAndIsReadyAllTheSame()
    {
        _ownership.IsOurs = false;
        await using var source = Start();
        await source.WaitUntilConsumingAsync(); // by another replica
        Assert.Equal(0, (await _broker.Api.QueuesAsync(_broker.Host, TestContext.Current.CancellationToken)).Values.Sum(queue => queue.Consumers));

        _ownership.IsOurs = true;
        await _broker.WaitForQueueAsync("a consumer", queue => queue.Consumers == 1);
        await _broker.PublishAsync(0, 3);

        Assert.Equal([0, 1, 2], await source.FinishAsync(3));
    }

    [Fact]
    public async Task RunAsync_OursAndNotClaimedYet_IsNotReady()
    {
        _ownership.MayClaim = false;
        await using var source = Start();
        await Wait.UntilAsync("the state", OsloBroker.Limit, _ => Task.FromResult(source.State.Queues.Values.Contains("not claimed yet")), TestContext.Current.CancellationToken);
        Assert.False(source.State.IsConsuming);

        _ownership.MayClaim = true;
        await source.WaitUntilConsumingAsync();
    }

    [Fact]
    public async Task RunAsync_GivenUp_FinishesTheBatchInWorkReturnsTheRestAndThenReleases()
    {
        await using var source = Start();
        await source.WaitUntilConsumingAsync();
        await _broker.PublishAsync(0, 25);
        var first = await source.NextAsync(); // ten of them
        await _broker.WaitForQueueAsync("the delivery", queue => queue is { Consumers: 1, Unacknowledged: 25 });

        _ownership.LeaseAge = TimeSpan.FromSeconds(5); // the next batch is not begun before the test has seen that it is given up
        _ownership.IsOurs = false;
        first.Done.SetResult();
        await Wait.UntilAsync("the question", OsloBroker.Limit, _ => Task.FromResult(_ownership.IsRefused), TestContext.Current.CancellationToken);
        _ownership.LeaseAge = TimeSpan.Zero;
        await Wait.UntilAsync("the release", OsloBroker.Limit, _ => Task.FromResult(!_ownership.Released.IsEmpty), TestContext.Current.CancellationToken);

        await _broker.WaitForQueueAsync("what was not begun", queue => queue is { Messages: 15, Unacknowledged: 0 });
        _ownership.IsOurs = true;
        Assert.Equal(Enumerable.Range(10, 15), await source.FinishAsync(15));
    }

    [Fact]
    public async Task RunAsync_LeaseOlderThan5Seconds_BeginsNoBatch()
    {
        await using var source = Start();
        await source.WaitUntilConsumingAsync();

        _ownership.LeaseAge = TimeSpan.FromSeconds(5);
        await _broker.PublishAsync(0, 3);
        await _broker.WaitForQueueAsync("the delivery", queue => queue.Unacknowledged == 3);
        Assert.False(source.HasMore);
        _ownership.LeaseAge = TimeSpan.Zero;

        Assert.Equal([0, 1, 2], await source.FinishAsync(3));
    }

    [Fact]
    public async Task RunAsync_LeaseOlderThan6Seconds_ClosesTheChannelCancelsTheBatchAndKeepsTheClaim()
    {
        await using var source = Start();
        await source.WaitUntilConsumingAsync();
        await _broker.PublishAsync(0, 3);
        var batch = await source.NextAsync();

        _ownership.LeaseAge = TimeSpan.FromSeconds(6);
        await batch.WaitUntilClosedAsync();
        await _broker.WaitForQueueAsync("what was in work", queue => queue is { Messages: 3, Consumers: 0 });
        Assert.Empty(_ownership.Released);
        await Wait.UntilAsync("the reason", OsloBroker.Limit, _ => Task.FromResult(source.LinesOf("no heartbeat of this replica has come back").Count == 1), TestContext.Current.CancellationToken);

        _ownership.LeaseAge = TimeSpan.Zero;
        Assert.Equal([0, 1, 2], await source.FinishAsync(3));
    }

    private RunningSource Start() => new(
        new OsloOptions { TransportUrls = [_broker.Access.OsloUrlOf("notification-router")], Priorities = ["info"], BatchSize = 10 }, _ownership);

    private sealed class FakeOwnership : IQueueOwnership
    {
        private volatile bool _isOurs = true;
        private long _leaseAge;

        public bool IsOurs
        {
            get => _isOurs;
            set => _isOurs = value;
        }

        public ConcurrentQueue<string> Released { get; } = [];

        public TimeSpan LeaseAge
        {
            get => TimeSpan.FromTicks(Interlocked.Read(ref _leaseAge));
            set => Interlocked.Exchange(ref _leaseAge, value.Ticks);
        }

        /// <summary>It was asked and has said no.</summary>
        public bool IsRefused { get; private set; }

        public bool IsOwned(string queue)
        {
            if (!IsOurs) IsRefused = true;
            return IsOurs;
        }

        public bool IsElsewhere(string queue) => !IsOurs;

        /// <summary>Whether a claim succeeds.</summary>
        public bool MayClaim { get; set; } = true;

        public bool TryClaim(string queue) => MayClaim && IsOurs && LeaseAge < TimeSpan.FromSeconds(6);

        public void Release(string queue) => Released.Enqueue(queue);
    }
}
