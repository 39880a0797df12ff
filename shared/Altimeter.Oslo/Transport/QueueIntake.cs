using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Altimeter.Oslo.Transport;

/// <summary>Consumes one queue on a channel of its own, and opens it again whenever it closes.</summary>
internal sealed class QueueIntake(
    RabbitLink link, OsloTopology topology, NotificationQueue queue, OsloOptions options, IQueueOwnership ownership, NotificationSourceState state, TimeProvider time, ILogger logger)
{
    // Below the host's time-out for stopping; what is not finished then returns to the queue.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GiveUpLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(2);

    private readonly string _name = NameOf(queue.Name, link.Broker);
    private readonly QueueLease _lease = new(ownership, NameOf(queue.Name, link.Broker), time);
    private readonly ushort _prefetch = (ushort)Math.Min(
        link.Url.GetInt32("rabbit_qos_prefetch_count", options.Prefetch) is var count and > 0 ? count : options.Prefetch, ushort.MaxValue);

    private int _failures;
    private string? _lastReason;

    /// <summary>Looks at the depth of an own queue; null for others.</summary>
    public OwnQueueWatch? Depth { get; init; }

    /// <summary>Name of a queue in states and claims.</summary>
    public static string NameOf(string queue, string broker) => $"{queue} at {broker}";

    public async Task RunAsync(NotificationBatchHandler handler, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _lease.WaitAsync(state, stopping);
                if (await ConsumeAsync(handler, stopping) is { } reason && !stopping.IsCancellationRequested) await PauseAsync(reason, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                await PauseAsync(e.GetBaseException().Message, stopping);
            }
            finally
            {
                _lease.Closed(stopping.IsCancellationRequested);
            }
        }

        state.Report(_name, "stopped");
    }

    // Returns why it ended; null when the queue is left to another replica.
    private async Task<string?> ConsumeAsync(NotificationBatchHandler handler, CancellationToken stopping)
    {
        var connection = await link.OpenAsync(stopping);
        await topology.EnsureAsync(connection, queue, options.EffectiveQueues, options.EffectiveExchanges, stopping);

        // Before the channel, so that it outlives it: closing the channel cancels it.
        using var closed = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping);
        await channel.BasicQosAsync(0, _prefetch, global: false, stopping);

        var consumer = new BufferingConsumer(channel, queue.Name, _prefetch);
        channel.ChannelShutdownAsync += async (_, reason) =>
        {
            consumer.Complete($"{reason.ReplyCode} {reason.ReplyText}");
            await closed.CancelAsync();
        };
        var tag = await channel.BasicConsumeAsync(queue.Name, autoAck: false, consumer, stopping);
        state.Report(_name, null);
        logger.Consuming(queue.Name, link.Broker);
        _lastReason = null;

        var since = time.GetTimestamp();
        var stopped = Task.CompletedTask;
        using var giveUp = new CancellationTokenSource();
        using var ended = new CancellationTokenSource();
#pragma warning disable CA2025 // awaited below, before the channel is disposed
        var watch = _lease.WatchAsync(channel, consumer, giveUp, ended.Token);
        var depth = Depth?.RunAsync(connection, consumer, ended.Token) ?? Task.CompletedTask;
        try
        {
            await using var stop = stopping.Register(() => stopped = StopIntakeAsync(channel, tag, consumer, closed, StopLimit));
            await using var leave = giveUp.Token.Register(() => stopped = StopIntakeAsync(channel, tag, consumer, closed, GiveUpLimit));
#pragma warning restore CA2025
            await WorkAsync(handler, channel, consumer, giveUp.Token, closed.Token);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // the channel closed: the reason is the consumer's
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
            await stopped;
            await depth;
            if (time.GetElapsedTime(since) > BackOff.Longest) _failures = 0; // what flowed that long starts afresh
        }

        if (!giveUp.IsCancellationRequested) return consumer.EndedBy ?? "stopped";
        logger.LeftToAnother(queue.Name, link.Broker);
        return null;
    }

    private async Task WorkAsync(NotificationBatchHandler handler, IChannel channel, BufferingConsumer consumer, CancellationToken giveUp, CancellationToken closed)
    {
        var unacknowledged = new UnacknowledgedDeliveries();
        await foreach (var batch in NotificationBatches.ReadAsync(consumer.Deliveries, Math.Min(options.BatchSize, _prefetch), options.BatchTimeout, time, closed))
        {
            await _lease.MayBeginAsync(closed);
            if (giveUp.IsCancellationRequested) return; // what is not begun returns with the channel
            unacknowledged.Add(batch);
            try
            {
                await handler(batch, closed);
                foreach (var delivery in batch) delivery.Settle();
                _failures = 0;
            }
            catch (Exception e) when (!closed.IsCancellationRequested)
            {
                logger.BatchFailed(e, batch.Count, queue.Name);
                throw;
            }
            finally
            {
                if (unacknowledged.TakeSettled() is { } highest && channel.IsOpen) await channel.BasicAckAsync(highest, multiple: true, CancellationToken.None);
            }
        }
    }

    private static async Task StopIntakeAsync(IChannel channel, string tag, BufferingConsumer consumer, CancellationTokenSource closed, TimeSpan within)
    {
        try
        {
            closed.CancelAfter(within);
            using var limit = new CancellationTokenSource(CancelLimit);
            await channel.BasicCancelAsync(tag, noWait: false, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or RabbitMQ.Client.Exceptions.RabbitMQClientException or ObjectDisposedException)
        {
            // the channel is closing or gone: it delivers no more either way
        }

        consumer.Complete("stopped");
    }

    private async Task PauseAsync(string reason, CancellationToken stopping)
    {
        var pause = BackOff.Pause(_failures++);
        state.Report(_name, reason);
        if (reason != _lastReason) logger.NotConsuming(queue.Name, link.Broker, reason, pause.TotalSeconds); // once per cause, not once per try
        _lastReason = reason;
        try
        {
            await Task.Delay(pause, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // stopping: the caller looks
        }
    }
}
