using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Queues;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Queues;

public sealed class QueueWindowTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void IsFull_RefusedForAMoment_IsNot()
    {
        var window = new QueueWindow(_time);

        Assert.False(window.IsFull(SendOutcome.Refused));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(window.IsFull(SendOutcome.Refused));
        Assert.False(window.IsFull(SendOutcome.Confirmed));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(window.IsFull(SendOutcome.Refused));
    }

    [Fact]
    public void IsFull_RefusedFor5Seconds_IsUntilOneIsConfirmed()
    {
        var window = new QueueWindow(_time);

        window.IsFull(SendOutcome.Refused);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(window.IsFull(SendOutcome.Refused));
        Assert.False(window.IsFull(SendOutcome.TimedOut));
        Assert.True(window.IsFull(SendOutcome.Refused));
        Assert.False(window.IsFull(SendOutcome.Confirmed));
        Assert.False(window.IsFull(SendOutcome.Refused));
    }

    [Fact]
    public void IsReportDue_OnceAMinute_WithWhatWasDroppedSince()
    {
        var window = new QueueWindow(_time);

        Assert.True(window.IsReportDue(3, out _));
        Assert.False(window.IsReportDue(4, out _));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(window.IsReportDue(5, out var dropped));
        Assert.Equal(9, dropped);
    }
}
