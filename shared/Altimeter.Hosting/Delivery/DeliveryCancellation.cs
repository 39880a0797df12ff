using MassTransit;
using MassTransit.Transports;

namespace Altimeter.Hosting.Delivery;

/// <summary>Gives a delivery back without a negative acknowledgement: the transport cancels it, and it returns when its channel closes.</summary>
internal static class DeliveryCancellation
{
    /// <summary>Cancels the delivery at the transport.</summary>
    /// <returns>The token that says so.</returns>
    public static CancellationToken CancelDelivery(this ReceiveContext context, CancellationToken token)
    {
        if (context is not BaseReceiveContext receiving) return token;
        try
        {
            receiving.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the delivery ended by itself
        }

        return token;
    }
}
