using RabbitMQ.Client;

namespace Altimeter.Oslo.Transport;

/// <summary>Holds one queue under <see cref="IQueueOwnership"/>: waits for it, watches the lease, and tells when it is to be given up.</summary>
internal sealed class QueueLease(IQueueOwnership ownership, string queue, TimeProvider time)
{
    // Another replica takes over 6 s after our last heartbeat: what is ours must have ended by then.
    private static readonly TimeSpan BeginBatchesFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseAfter = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the queue is ours, and reports meanwhile whose it is.</summary>
    public async Task WaitAsync(NotificationSourceState state, CancellationToken cancellationToken)
    {
        while (!ownership.TryClaim(queue))
        {
            state.Report(queue, ownership.IsElsewhere(queue) ? NotificationSourceState.Elsewhere : NotificationSourceState.Unclaimed);
            if (!ownership.IsOwned(queue)) ownership.Release(queue);
            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    /// <summary>Waits until a batch may be begun: while the lease is younger than 5 s.</summary>
    public async Task MayBeginAsync(CancellationToken cancellationToken)
    {
        while (ownership.LeaseAge >= BeginBatchesFor) await Task.Delay(LookEvery, time, cancellationToken);
    }

    /// <summary>Watches until the queue is to be given up, which cancels the token, or until the lease has ended, which closes the channel.</summary>
    public async Task WatchAsync(IChannel channel, BufferingConsumer consumer, CancellationTokenSource giveUp, CancellationToken end)
    {
        while (!end.IsCancellationRequested && channel.IsOpen)
        {
            if (ownership.LeaseAge >= CloseAfter)
            {
                consumer.Complete("no heartbeat of this replica has come back for 6 s, another one may take over");
                await CloseAsync(channel);
                return;
            }

            if (!ownership.IsOwned(queue))
            {
                await giveUp.CancelAsync();
                return;
            }

            await Task.Delay(LookEvery, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says that the channel is closed. Without a lease the claim stays: nobody can have been told otherwise.</summary>
    public void Closed(bool isStopping)
    {
        if (isStopping || !ownership.IsOwned(queue)) ownership.Release(queue);
    }

    private static async Task CloseAsync(IChannel channel)
    {
        try
        {
            await channel.CloseAsync().WaitAsync(CloseWithin);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or ObjectDisposedException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
        {
            // A connection that does not answer is closed by the broker as well; the batch in work must end all the same.
            channel.Dispose();
        }
    }
}
