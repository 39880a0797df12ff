using Altimeter.NotificationRouter.Routing;
using Xunit;

namespace Altimeter.UnitTests.NotificationRouter.Routing;

public sealed class EventTypeFilterTests
{
    [Theory]
    [InlineData("telemetry.polling", true)]
    [InlineData("telemetry.polling.x", true)]
    [InlineData("telemetryXpolling", true)]
    [InlineData("telemetry.pollingx", true)]
    [InlineData("telemetry\npolling", false)]
    [InlineData("xtelemetry.polling", false)]
    [InlineData("Telemetry.polling", false)]
    [InlineData("telemetry.pollin", false)]
    [InlineData("", false)]
    public void Item51_Polling_IsAnchoredAtTheStartOnly(string eventType, bool expected) => Assert.Equal(expected, EventTypeFilter.IsPolling(eventType));

    [Fact]
    public void Item53_Null_NeverMatches() => Assert.False(EventTypeFilter.IsPolling(null));
}
