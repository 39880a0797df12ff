using Altimeter.Oslo.Transport;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Transport;

public sealed class UnacknowledgedDeliveriesTests
{
    private readonly UnacknowledgedDeliveries _unacknowledged = new();
    private readonly NotificationDelivery[] _deliveries = [.. Enumerable.Range(1, 4).Select(Make)];

    [Fact]
    public void TakeSettled_Gap_StopsBeforeIt()
    {
        _unacknowledged.Add(_deliveries);
        _deliveries[0].Settle();
        _deliveries[1].Settle();
        _deliveries[3].Settle();

        Assert.Equal(2ul, _unacknowledged.TakeSettled());
        Assert.Null(_unacknowledged.TakeSettled());

        _deliveries[2].Settle();
        Assert.Equal(4ul, _unacknowledged.TakeSettled());
    }

    [Fact]
    public void TakeSettled_FirstOpen_GivesNothing()
    {
        _unacknowledged.Add(_deliveries);
        _deliveries[1].Settle();

        Assert.Null(_unacknowledged.TakeSettled());
    }

    private static NotificationDelivery Make(int tag) =>
        new() { Body = default, Exchange = "nova", RoutingKey = "notifications.info", Queue = "notifications.info", DeliveryTag = (ulong)tag };
}
