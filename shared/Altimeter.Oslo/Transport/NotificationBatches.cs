using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Altimeter.Oslo.Transport;

/// <summary>Groups deliveries into batches.</summary>
internal static class NotificationBatches
{
    /// <summary>Reads batches until the deliveries are complete: full ones at once, others when the time-out since their first delivery is over.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<NotificationDelivery>> ReadAsync(
        ChannelReader<NotificationDelivery> deliveries, int size, TimeSpan longestWait, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await deliveries.WaitToReadAsync(cancellationToken))
        {
            var batch = new List<NotificationDelivery>();
            using var timeout = new CancellationTokenSource(longestWait, time);
            do
            {
                while (batch.Count < size && deliveries.TryRead(out var delivery)) batch.Add(delivery);
            }
            while (batch.Count < size && await WaitAsync(deliveries, timeout.Token));

            yield return batch;
        }
    }

    private static async ValueTask<bool> WaitAsync(ChannelReader<NotificationDelivery> deliveries, CancellationToken timeout)
    {
        try
        {
            return await deliveries.WaitToReadAsync(timeout);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
