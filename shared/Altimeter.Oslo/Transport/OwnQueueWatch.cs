using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Oslo.Transport;

/// <summary>Looks at the depth of one own queue while it is consumed here, and warns before it drops notifications.</summary>
internal sealed class OwnQueueWatch(NotificationQueue queue, string broker, OwnQueueLimits limits, NotificationSourceState state, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan WarnEvery = TimeSpan.FromMinutes(1);

    private readonly string _name = QueueIntake.NameOf(queue.Name, broker);
    private long? _warnedAt;

    /// <summary>Watches until the token ends it.</summary>
    public async Task RunAsync(IConnection connection, BufferingConsumer consumer, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await LookAsync(connection, consumer, end);
            await Task.Delay(limits.LookEvery, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        state.ReportDepth(_name, null);
    }

    private async Task LookAsync(IConnection connection, BufferingConsumer consumer, CancellationToken end)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: end);
            var messages = (await channel.QueueDeclarePassiveAsync(queue.Name, end)).MessageCount;
            var bytes = (long)(messages * consumer.MeanBodyBytes);
            var depth = new OwnQueueDepth(messages, bytes, Math.Max((double)messages / limits.Messages, (double)bytes / limits.Bytes));
            state.ReportDepth(_name, depth);
            if (depth.Fill >= OwnQueueLimits.WarnFrom) Warn(depth);
        }
        catch (Exception e) when (e is OperationCanceledException or RabbitMQClientException or TimeoutException or IOException or ObjectDisposedException)
        {
            // Its consumer meets the same trouble, tells it and begins again.
        }
    }

    private void Warn(OwnQueueDepth depth)
    {
        if (_warnedAt is { } before && time.GetElapsedTime(before) < WarnEvery) return;
        _warnedAt = time.GetTimestamp();
        logger.OwnQueueFills(queue.Name, broker, depth);
    }
}
