using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Oslo.Transport;

/// <summary>Notifications inside one process: what is published is handed to the consumer, through a bounded buffer and without a broker.</summary>
public sealed class InProcessNotifications(IOptions<OsloOptions> options, TimeProvider time, ILogger<InProcessNotifications> logger)
    : INotificationSource, INotificationPublisher
{
    private const string Name = "notifications in process";

    private readonly Channel<NotificationDelivery> _deliveries =
        Channel.CreateBounded<NotificationDelivery>(new BoundedChannelOptions(options.Value.InProcessCapacity) { SingleReader = true });

    private ulong _tag;
    private int _pending;

    /// <inheritdoc/>
    public NotificationSourceState State { get; } = new();

    /// <summary>Notifications published and not yet settled.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <inheritdoc/>
    public async Task PublishAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _pending);
        try
        {
            var delivery = new NotificationDelivery
            {
                Body = body,
                Exchange = exchange,
                RoutingKey = routingKey,
                Queue = routingKey,
                ContentType = "application/json",
                DeliveryTag = Interlocked.Increment(ref _tag),
            };
            await _deliveries.Writer.WriteAsync(delivery, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _pending);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(NotificationBatchHandler handler, CancellationToken stopping)
    {
        State.Report(Name, null);
        try
        {
            await foreach (var batch in NotificationBatches.ReadAsync(_deliveries.Reader, options.Value.BatchSize, options.Value.BatchTimeout, time, stopping))
                await WorkAsync(handler, batch, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // nothing gives these back to anyone: what is buffered is worked on to the end
            while (_deliveries.Reader.TryRead(out var delivery)) await WorkAsync(handler, [delivery], CancellationToken.None);
        }
        finally
        {
            State.Report(Name, "stopped");
        }
    }

    // There is no queue to return to: a batch that failed is repeated here.
    private async Task WorkAsync(NotificationBatchHandler handler, IReadOnlyList<NotificationDelivery> batch, CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await handler([.. batch.Where(delivery => !delivery.IsSettled)], CancellationToken.None);
                foreach (var delivery in batch) delivery.Settle();
                Interlocked.Add(ref _pending, -batch.Count);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.BatchFailed(e, batch.Count, Name);
                await Task.Delay(BackOff.Pause(attempt), time, stopping);
            }
        }
    }
}
