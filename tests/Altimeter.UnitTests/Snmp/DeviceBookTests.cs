using System.Net;
using Altimeter.Snmp;
using Altimeter.Snmp.Security;
using Altimeter.Snmp.Transport;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class DeviceBookTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly UsmContext _usm = new(TimeProvider.System);

    [Fact]
    public async Task EnterAsync_AboveTheLimit_ForgetsThoseAskedLongestAgoAndNotInUse()
    {
        var book = new DeviceBook(32, peer => new Device(peer, new UsmPeer(_usm), _time));
        var devices = new List<Device>();
        for (var i = 0; i < 32; i++)
        {
            var device = await EnterAsync(book, i);
            devices.Add(device);
            // The first one stays in use.
            if (i > 0) device.Leave();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await EnterAsync(book, 32);

        Assert.Equal([false, true, true, false], devices.Take(4).Select(d => d.IsEvicted));
        Assert.Equal(2, devices.Count(d => d.IsEvicted));
        Assert.Equal(31, book.Health.Count);
        Assert.Same(devices[0], await EnterAsync(book, 0));
        Assert.NotSame(devices[1], await EnterAsync(book, 1));
        Assert.Same(devices[9], await EnterAsync(book, 9));
    }

    [Fact]
    public async Task EnterAsync_WhileOthersAreForgotten_NeverGivesTwoDevicesOfOneAddress()
    {
        var book = new DeviceBook(4, peer => new Device(peer, new UsmPeer(_usm), TimeProvider.System));
        var clashes = 0;
        await Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, async (worker, _) =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var number = (worker + i) % 8;
                var device = await EnterAsync(book, number);
                // Between entering and leaving the book can only know this one.
                if (book.Find(device.Peer) is { } known && known != device) Interlocked.Increment(ref clashes);
                device.Leave();
            }
        });

        Assert.Equal(0, clashes);
        Assert.InRange(book.Health.Count, 1, 12);
    }

    private static ValueTask<Device> EnterAsync(DeviceBook book, int number) =>
        book.EnterAsync(new SnmpTarget(new IPAddress([127, 0, 0, (byte)(number + 1)]).ToString()), CancellationToken.None);
}
