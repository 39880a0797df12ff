using System.Collections.Concurrent;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.Testing;
using Altimeter.UnitTests.Hosting.Delivery;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Lanes;

public sealed class OrderedLaneTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Enqueue_TagsArriveOutOfOrder_AreWorkedOnInOrder()
    {
        var consumer = new Recorder();
        await using var lane = NewLane(consumer, out _);
        var feed = new LaneFeed();

        foreach (var tag in new ulong[] { 3, 1, 5, 2, 4 }) lane.Enqueue(feed, tag, NewMessage((int)tag));

        Assert.Equal([1, 2, 3, 4, 5], await consumer.WaitForAsync(5));
    }

    [Fact]
    public async Task Enqueue_TagIsMissing_LaneWaitsForItHoweverLong()
    {
        var consumer = new Recorder();
        await using var lane = NewLane(consumer, out _);
        var feed = new LaneFeed();
        lane.Enqueue(feed, 2, NewMessage(2));
        lane.Enqueue(feed, 3, NewMessage(3));

        await lane.DrainAsync(TimeSpan.FromMilliseconds(300)); // a lane that skipped the gap would be empty sooner

        Assert.Equal(2, lane.Waiting);
        lane.Enqueue(feed, 1, NewMessage(1));
        Assert.Equal([1, 2, 3], await consumer.WaitForAsync(3));
    }

    [Fact]
    public async Task Enqueue_TagSettledWithoutConsumer_LaneGoesOn()
    {
        var consumer = new Recorder();
        await using var lane = NewLane(consumer, out _);
        var feed = new LaneFeed();

        lane.Enqueue(feed, 2, NewMessage(2));
        lane.Enqueue(feed, 1, null);

        Assert.Equal([2], await consumer.WaitForAsync(1));
    }

    [Fact]
    public async Task Enqueue_NewChannel_StartsAtOneAndGivesBackTheOld()
    {
        var consumer = new Recorder();
        await using var lane = NewLane(consumer, out _);
        var old = new LaneFeed();
        var waiting = NewMessage(2);
        lane.Enqueue(old, 2, waiting);

        lane.Enqueue(new LaneFeed(), 1, NewMessage(10));

        Assert.Equal([10], await consumer.WaitForAsync(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Settled.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Close_ChannelClosesDuringBatch_CancelsTheBatchToken()
    {
        var consumer = new Recorder { HoldUntilCancelled = true };
        await using var lane = NewLane(consumer, out _);
        var feed = new LaneFeed();
        var message = NewMessage(1);
        lane.Enqueue(feed, 1, message);
        await consumer.Started.Task.WaitAsync(Deadline);

        feed.Close();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => message.Settled.WaitAsync(Deadline));
    }

    [Fact]
    public async Task StopAsync_BatchInWork_FinishesItAndGivesBackTheRest()
    {
        var consumer = new Recorder { HoldUntilReleased = true };
        await using var lane = NewLane(consumer, out _, limit: 1);
        var feed = new LaneFeed();
        var first = NewMessage(1);
        var second = NewMessage(2);
        lane.Enqueue(feed, 1, first);
        lane.Enqueue(feed, 2, second);
        await consumer.Started.Task.WaitAsync(Deadline);

        var stop = lane.StopAsync(Deadline);
        consumer.Release.SetResult();
        await stop.WaitAsync(Deadline);

        Assert.True(first.Settled.IsCompletedSuccessfully);
        Assert.True(second.Settled.IsCanceled);
    }

    [Fact]
    public async Task GiveBackAsync_BatchHeldTooLong_ReturnsEverythingAndANewChannelStartsAgain()
    {
        var time = new FakeTimeProvider();
        var consumer = new Recorder { HoldUntilCancelled = true };
        await using var lane = NewLane(consumer, out _, limit: 1, time: time);
        var (first, second) = (NewMessage(1), NewMessage(2));
        var feed = new LaneFeed();
        Assert.Equal(TimeSpan.Zero, lane.OldestAge);
        lane.Enqueue(feed, 1, first);
        time.Advance(TimeSpan.FromMinutes(1));
        lane.Enqueue(feed, 2, second);
        await consumer.Started.Task.WaitAsync(Deadline);
        Assert.Equal(TimeSpan.FromMinutes(1), lane.OldestAge);

        await lane.GiveBackAsync(Deadline);

        Assert.True(first.Settled.IsCanceled);
        Assert.True(second.Settled.IsCanceled);
        Assert.Equal(TimeSpan.Zero, lane.OldestAge);
        consumer.HoldUntilCancelled = false;
        lane.Enqueue(feed, 3, NewMessage(3)); // late on the old channel
        lane.Enqueue(new LaneFeed(), 1, NewMessage(1));
        Assert.Equal([1], await consumer.WaitForAsync(1));
    }

    [Fact]
    public async Task Enqueue_BatchesMayNotBegin_WaitsUntilTheyMay()
    {
        var consumer = new Recorder();
        var allowed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var lane = NewLane(consumer, out _, mayBegin: allowed.Task);
        lane.Enqueue(new LaneFeed(), 1, NewMessage(1));
        Assert.False(consumer.Started.Task.IsCompleted);
        Assert.Equal(1, lane.Waiting);

        allowed.SetResult();

        Assert.Equal([1], await consumer.WaitForAsync(1));
    }

    [Fact]
    public async Task Consume_OneMessageFails_IsSetAsideAloneAndNeighboursAreDone()
    {
        var consumer = new Recorder { Poison = 3 };
        await using var lane = NewLane(consumer, out var deadLetters);
        var feed = new LaneFeed();
        var messages = Enumerable.Range(1, 5).Select(number => NewMessage(number)).ToList();

        for (var i = messages.Count; i >= 1; i--) lane.Enqueue(feed, (ulong)i, messages[i - 1]);
        await Task.WhenAll(messages.Select(message => message.Settled)).WaitAsync(Deadline);

        var letter = Assert.Single(deadLetters.Letters);
        Assert.Equal("3", letter.SourceQueue);
        Assert.Equal(3, letter.Attempts);
    }

    [Fact]
    public async Task Consume_MessageDeliveredMoreThan20Times_IsWorkedOnAlone()
    {
        var consumer = new Recorder();
        await using var lane = NewLane(consumer, out _);
        var feed = new LaneFeed();

        for (var i = 5; i >= 1; i--) lane.Enqueue(feed, (ulong)i, NewMessage(i, deliveryCount: i == 3 ? 21 : 20));

        Assert.Equal([1, 2, 3, 4, 5], await consumer.WaitForAsync(5));
        Assert.Equal([2, 1, 2], consumer.BatchSizes);
    }

    [Fact]
    public async Task Consume_PeerAway_IsHeldAndRepeatedNotHalved()
    {
        var consumer = new Recorder { Failures = new Queue<Exception>([new IOException("cut"), new OperationCanceledException("somebody's time-out")]) };
        await using var lane = NewLane(consumer, out var deadLetters, time: new HastyTime());
        var feed = new LaneFeed();
        var messages = Enumerable.Range(1, 3).Select(number => NewMessage(number)).ToList();

        for (var i = messages.Count; i >= 1; i--) lane.Enqueue(feed, (ulong)i, messages[i - 1]);
        await Task.WhenAll(messages.Select(message => message.Settled)).WaitAsync(Deadline);

        Assert.Empty(deadLetters.Letters);
        Assert.Equal([3, 3, 3], consumer.BatchSizes);
    }

    private static OrderedLane<string> NewLane(Recorder consumer, out RecordingDeadLetters deadLetters, int limit = 20, TimeProvider? time = null, Task? mayBegin = null)
    {
        deadLetters = new RecordingDeadLetters();
        var runner = new BatchRunner<string>(
            "lane", (messages, token) => consumer.ConsumeAsync(new LaneBatch<string>(0, messages), token), deadLetters, time ?? TimeProvider.System, NullLogger.Instance);
        return new OrderedLane<string>(limit, runner, token => new ValueTask(mayBegin?.WaitAsync(token) ?? Task.CompletedTask), time ?? TimeProvider.System);
    }

    private static DeliveredMessage<string> NewMessage(int number, long deliveryCount = 0) => new()
    {
        DeliveryCount = deliveryCount,
        Message = number.ToString(),
        MessageId = Guid.NewGuid(),
        ToDeadLetter = (reason, text) => new DeadLetter { Kind = "message", Reason = reason, Text = text, Body = default, SourceQueue = number.ToString() },
    };

    private sealed class Recorder : IOrderedBatchConsumer<string>
    {
        private readonly List<int> _seen = [];
        private readonly SemaphoreSlim _changed = new(0);

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HoldUntilCancelled { get; set; }

        public bool HoldUntilReleased { get; init; }

        public int Poison { get; init; }

        /// <summary>What the next calls throw.</summary>
        public Queue<Exception> Failures { get; init; } = [];

        public ConcurrentQueue<int> BatchSizes { get; } = [];

        public async Task ConsumeAsync(LaneBatch<string> batch, CancellationToken cancellationToken)
        {
            BatchSizes.Enqueue(batch.Messages.Count);
            if (Failures.TryDequeue(out var failure)) throw failure;
            Started.TrySetResult();
            if (HoldUntilCancelled) await Task.Delay(Timeout.Infinite, cancellationToken);
            if (HoldUntilReleased) await Release.Task.WaitAsync(cancellationToken);
            if (batch.Messages.Any(message => message.Message == Poison.ToString())) throw new InvalidOperationException("poison");
            lock (_seen) _seen.AddRange(batch.Messages.Select(message => int.Parse(message.Message)));
            _changed.Release();
        }

        public async Task<List<int>> WaitForAsync(int count)
        {
            using var deadline = new CancellationTokenSource(Deadline);
            while (true)
            {
                lock (_seen)
                {
                    if (_seen.Count >= count) return [.. _seen];
                }

                await _changed.WaitAsync(deadline.Token);
            }
        }
    }
}
