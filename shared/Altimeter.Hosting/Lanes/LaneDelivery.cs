using MassTransit;

namespace Altimeter.Hosting.Lanes;

/// <summary>Where a delivery stands in its feed. Travels as a payload of the receive context.</summary>
internal sealed class LaneDelivery(LaneFeed feed, ulong tag, bool completesAtHandOver)
{
    public LaneFeed Feed => feed;

    /// <summary>Position in the feed, contiguous from 1.</summary>
    public ulong Tag => tag;

    /// <summary>In memory there is nobody to acknowledge to: the delivery ends when the lane has taken it.</summary>
    public bool CompletesAtHandOver => completesAtHandOver;

    /// <summary>Whether the consumer handed it to the lane; if not, the lane has to be told that nothing comes for this tag.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether its acknowledgement is on the way.</summary>
    public bool IsCompleting { get; set; }

    public static LaneDelivery Of(ReceiveContext context) =>
        context.TryGetPayload<LaneDelivery>(out var delivery) ? delivery : throw new InvalidOperationException("the lane's receive filter is missing on this endpoint");
}
