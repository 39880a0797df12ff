using Altimeter.SnmpPoller;
using Altimeter.SnmpPoller.Polling;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

public sealed class PollScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero);

    private static PollerFixture Fixture(int seconds, bool spread = false, string meters = "hardware.cpu.user") => new(new SnmpPollerOptions
    {
        Interval = TimeSpan.FromSeconds(seconds),
        SpreadPhases = spread,
        Targets = [new PollTargetOptions { ResourceUrl = "snmp://h1" }],
        Meters = [meters],
    });

    [Theory]
    [InlineData("10.0.0.1", 60, 30958)]
    [InlineData("10.0.0.2", 60, 6374)]
    [InlineData("switch-1.example", 300, 36243)]
    public void Of_Device_IsGolden(string resourceId, int seconds, int milliseconds)
    {
        Assert.Equal(milliseconds, PollPhase.Of(resourceId, TimeSpan.FromSeconds(seconds)).TotalMilliseconds);
    }

    [Fact]
    public void Of_ManyDevices_SpreadOverTheInterval()
    {
        var slots = Enumerable.Range(0, 6000).CountBy(i => (int)PollPhase.Of($"10.0.{i / 250}.{i % 250}", TimeSpan.FromSeconds(60)).TotalSeconds).ToList();
        Assert.Equal(60, slots.Count);
        Assert.All(slots, slot => Assert.InRange(slot.Value, 50, 150));
    }

    [Fact]
    public void Item81_ThousandDevices_NoSecondHoldsMoreThanThreePercent()
    {
        AssertSpread(i => $"10.0.{i / 250}.{i % 250}");
        AssertSpread(i => $"switch-{i}");
        AssertSpread(i => $"r{i}.example.net");

        static void AssertSpread(Func<int, string> name)
        {
            var seconds = Enumerable.Range(0, 1_000).CountBy(i => (int)PollPhase.Of(name(i), TimeSpan.FromSeconds(60)).TotalSeconds);
            Assert.All(seconds, second => Assert.InRange(second.Value, 1, 30));
        }
    }

    [Fact]
    public void LastTick_OnTheTick_IsTheTick()
    {
        var interval = TimeSpan.FromSeconds(60);
        var phase = TimeSpan.FromSeconds(7.5);
        Assert.Equal(Start.AddSeconds(7.5), PollPhase.LastTick(Start.AddSeconds(7.5), phase, interval));
        Assert.Equal(Start.AddSeconds(-52.5), PollPhase.LastTick(Start.AddSeconds(7.4), phase, interval));
    }

    [Fact]
    public void Item17_FirstRun_IsAtThePhaseWithinOneInterval_Differs()
    {
        using var fixture = Fixture(60, spread: true);
        var phase = PollPhase.Of("h1", TimeSpan.FromSeconds(60));
        var timetable = new PollTimetable(fixture.Entries.Entries, fixture.Time);

        Assert.Equal(phase, timetable.UntilNext());
        fixture.Time.Advance(phase - TimeSpan.FromMilliseconds(1));
        Assert.Empty(timetable.TakeDue());
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Start + phase, Assert.Single(timetable.TakeDue()).Tick);
    }

    [Fact]
    public void Item18_NextRun_IsOneIntervalAfterThePreviousStart()
    {
        using var fixture = Fixture(10);
        var timetable = new PollTimetable(fixture.Entries.Entries, fixture.Time);
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Start.AddSeconds(10), Assert.Single(timetable.TakeDue()).Tick);
        fixture.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), timetable.UntilNext());
    }

    [Fact]
    public void TakeDue_Late_GivesTheLatestTickAndCountsTheOthers()
    {
        using var fixture = Fixture(10);
        var timetable = new PollTimetable(fixture.Entries.Entries, fixture.Time);
        fixture.Time.Advance(TimeSpan.FromSeconds(37));
        var due = Assert.Single(timetable.TakeDue());
        Assert.Equal((Start.AddSeconds(30), 2L), (due.Tick, due.Missed));
    }

    [Fact]
    public void TakeDue_WallClockSteps_FollowsIt()
    {
        using var fixture = Fixture(60);
        var time = new SteppedTime(Start);
        var timetable = new PollTimetable(fixture.Entries.Entries, time);
        time.Advance(TimeSpan.FromSeconds(30));
        time.Offset = TimeSpan.FromMinutes(60) + TimeSpan.FromSeconds(20);

        Assert.Empty(timetable.TakeDue());

        Assert.Equal((1, time.Offset), (timetable.Steps, timetable.LastStep));
        Assert.Equal(TimeSpan.FromSeconds(10), timetable.UntilNext());
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new DueVisit(fixture.Entries.Entries[0], Start.AddMinutes(61), 0), Assert.Single(timetable.TakeDue()));

        time.Offset = TimeSpan.FromSeconds(-20);
        Assert.Empty(timetable.TakeDue());
        Assert.Equal(TimeSpan.FromSeconds(40), timetable.UntilNext());
    }

    [Fact]
    public void Item82_ClockSetBackByOneHour_LeavesTheSchedule()
    {
        using var fixture = Fixture(60, spread: true);
        var phase = PollPhase.Of("h1", TimeSpan.FromSeconds(60));
        var time = new SteppedTime(Start);
        var timetable = new PollTimetable(fixture.Entries.Entries, time);
        time.Advance(phase);
        Assert.Equal(Start + phase, Assert.Single(timetable.TakeDue()).Tick);
        time.Advance(TimeSpan.FromSeconds(20));
        time.Offset = TimeSpan.FromHours(-1);

        Assert.Empty(timetable.TakeDue());

        Assert.Equal(TimeSpan.FromSeconds(40), timetable.UntilNext());
        time.Advance(TimeSpan.FromSeconds(40));
        var due = Assert.Single(timetable.TakeDue());
        Assert.Equal((Start + phase - TimeSpan.FromMinutes(59), 0L), (due.Tick, due.Missed));
        Assert.Equal(TimeSpan.FromSeconds(60), timetable.UntilNext());
    }

    [Fact]
    public async Task Loop_Running_PollsEachTick()
    {
        using var fixture = Fixture(10);
        fixture.Agents.Add("h1", ("1.3.6.1.4.1.2021.11.50.0", Altimeter.Snmp.SnmpValue.Integer(1)));
        await fixture.Loop.StartAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
            return fixture.Status.Polls >= 3;
        });
        await fixture.Loop.StopAsync(TestContext.Current.CancellationToken);
        var times = fixture.Output.Samples.Select(sample => sample.Timestamp!).ToList();
        Assert.Equal(times.Distinct().Order(StringComparer.Ordinal), times);
        Assert.All(times, time => Assert.EndsWith("0", time, StringComparison.Ordinal));
    }

    [Fact]
    public void Item20And21_SameDevice_OncePerInterval()
    {
        using var fixture = new PollerFixture(new SnmpPollerOptions(), """
            sources:
              - {name: a, interval: 60, meters: ['hardware.cpu.*'], resources: ['snmp://h1']}
              - {name: b, interval: 60, meters: ['hardware.cpu.user', 'hardware.memory.total'], resources: ['snmp://h1', 'snmp://h2']}
              - {name: c, interval: 300, meters: ['hardware.cpu.user'], resources: ['snmp://h1']}
            """);

        Assert.Equal(["h1 60 12", "h2 60 2", "h1 300 1"], fixture.Entries.Entries.Select(entry => $"{entry.Resource.Id} {entry.Interval.TotalSeconds} {entry.Plan.Meters.Count}"));
        Assert.Equal(2, fixture.Entries.Devices.Count);
        Assert.Same(fixture.Entries.Entries[0].Device, fixture.Entries.Entries[2].Device);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    // The wall clock steps while the monotonic clock goes on.
    private sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

        public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
    }
}
