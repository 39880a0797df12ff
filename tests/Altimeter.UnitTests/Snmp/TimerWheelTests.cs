using System.Net;
using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;
using Altimeter.Snmp.Transport;
using CsCheck;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class TimerWheelTests
{
    private const long Frequency = 1_000;
    private const long Round = 10_240;

    private static readonly SnmpTarget Target = new("127.0.0.1");
    private static readonly Device Device = new(new IPEndPoint(IPAddress.Loopback, 161), new UsmPeer(new UsmContext(TimeProvider.System, null)), TimeProvider.System);

    private readonly TimerWheel _wheel = new(Frequency);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 1_000)]
    [InlineData(0, Round)]
    [InlineData(0, (5 * Round) + 17)]
    [InlineData(-5 * Round, 250)]
    [InlineData(-100, 250)]
    [InlineData(long.MaxValue / 2, 1_000)]
    public void Deadline_IsDueThenAndNotBefore(long now, long wait)
    {
        var exchange = Arm(now + wait);

        for (var at = now; at < now + wait; at += 7) Assert.Empty(Due(at));
        Assert.Empty(Due(now + wait - 1));

        Assert.Same(exchange, Assert.Single(Due(now + wait)));
        Assert.Equal(0, _wheel.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(Round + 5)]
    [InlineData(200 * Round)]
    public void DeadlineThatHasPassed_IsDueAtTheNextLook(long ago)
    {
        Due(50 * Round);

        var exchange = Arm((50 * Round) - ago);

        Assert.Same(exchange, Assert.Single(Due(50 * Round)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3_000)]
    [InlineData(7 * Round)]
    public void ClockThatGoesBack_FindsWhatIsArmedBeforeAndAfter(long back)
    {
        const long Now = 20 * Round;
        Due(Now);
        var before = Arm(Now - back + 100);
        Assert.Empty(Due(Now - back));
        var after = Arm(Now - back + 200);

        Assert.Same(before, Assert.Single(Due(Now - back + 100)));
        Assert.Same(after, Assert.Single(Due(Now - back + 200)));
    }

    [Fact]
    public void ClockThatStandsFarAhead_FindsEverything()
    {
        for (var i = 0; i < 3_000; i++) Arm(i * 5);

        Assert.Equal(3_000, Due(1_000 * Round).Count);
    }

    [Fact]
    public void ExchangesOfOneBucket_AreDisarmedSingly()
    {
        var exchanges = Enumerable.Range(0, 3).Select(i => Arm(50)).ToList();

        _wheel.Disarm(exchanges[1]);
        _wheel.Disarm(exchanges[1]);

        Assert.Equal(2, _wheel.Count);
        Assert.Equal([exchanges[2], exchanges[0]], Due(50));
    }

    [Fact]
    public void ArmedAgain_HasTheLaterDeadlineOnly()
    {
        var exchange = Arm(50);

        _wheel.Arm(exchange, 90);

        Assert.Empty(Due(60));
        Assert.Same(exchange, Assert.Single(Due(90)));
    }

    [Fact]
    public void AnyOrderOfClockAndDeadlines_FindsExactlyWhatIsDue() =>
        Gen.Select(Gen.Long[-3 * Round, 3 * Round], Gen.Long[-2 * Round, 2 * Round]).Array[1, 40].Sample(steps =>
        {
            var wheel = new TimerWheel(Frequency);
            var armed = new HashSet<Exchange>();
            foreach (var (now, wait) in steps)
            {
                var exchange = Exchange.Rent(Target, Device, new RequestPdu(PduType.Get, 0, default));
                wheel.Arm(exchange, now + wait);
                armed.Add(exchange);
                var due = new List<Exchange>();
                wheel.TakeDue(now, due);
                Assert.Equal(armed.Where(e => e.Deadline <= now).ToHashSet(), due.ToHashSet());
                armed.ExceptWith(due);
                Assert.Equal(armed.Count, wheel.Count);
            }
        });

    private Exchange Arm(long deadline)
    {
        var exchange = Exchange.Rent(Target, Device, new RequestPdu(PduType.Get, 0, default));
        _wheel.Arm(exchange, deadline);
        return exchange;
    }

    private List<Exchange> Due(long now)
    {
        List<Exchange> due = [];
        _wheel.TakeDue(now, due);
        return due;
    }
}
