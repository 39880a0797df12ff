using Altimeter.Snmp;
using Altimeter.SnmpPoller;
using Altimeter.SnmpPoller.Polling;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

/// <summary>Devices that overrun their interval, or do not answer at all.</summary>
public sealed class LateDevicesTests
{
    private const string CpuUser = "1.3.6.1.4.1.2021.11.50.0";

    private static readonly DateTimeOffset Start = new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Item19_RunThatOverruns_SkipsTheTickOnceAndNamesTheDevice_Differs()
    {
        using var fixture = Fixture(10, "h1");
        fixture.Agents.Add("h1", (CpuUser, SnmpValue.Integer(1)));
        var gate = new TaskCompletionSource();
        fixture.Agents.Gate = gate.Task;
        var entry = Assert.Single(fixture.Entries.Entries);

        fixture.Loop.Start(new DueVisit(entry, Start, 0));
        fixture.Loop.Start(new DueVisit(entry, Start.AddSeconds(10), 0));
        Assert.Single(fixture.Agents.Asked);
        gate.SetResult();
        await UntilAsync(() => fixture.Status.Polls == 1);
        await UntilAsync(() =>
        {
            fixture.Loop.Start(new DueVisit(entry, Start.AddSeconds(20), 0));
            return fixture.Agents.Asked.Count == 2;
        });
        await UntilAsync(() => fixture.Status.Polls == 2);

        Assert.Contains(fixture.Logs.Lines, line => line.Contains("h1: skipped 1 ticks", StringComparison.Ordinal));
        Assert.Equal(["2026-11-25T10:00:00", "2026-11-25T10:00:20"], fixture.Output.Samples.Select(sample => sample.Timestamp!));
        Assert.True(fixture.Status.MissedTicks >= 1);
    }

    [Fact]
    public async Task Item80_DeviceSlowerThanItsInterval_IsNotQueuedAndDelaysNoOther()
    {
        using var fixture = Fixture(10, "slow", "quick");
        var (slow, quick) = (fixture.Entries.Entries[0], fixture.Entries.Entries[1]);
        var answer = new TaskCompletionSource();
        foreach (var host in new[] { "slow", "quick" }) fixture.Agents.Add(host, (CpuUser, SnmpValue.Integer(1)));
        fixture.Agents.Hold("slow", answer.Task);

        for (var tick = 0; tick < 4; tick++) await VisitAsync(quick, tick);
        answer.SetResult();
        await UntilAsync(() => IsFree(slow));
        Assert.Single(fixture.Agents.Asked, request => request.Host == "slow");
        await VisitAsync(quick, 4);
        await UntilAsync(() => IsFree(slow));

        Assert.Equal(["quick 00", "quick 10", "quick 20", "quick 30", "quick 40"], Polled("quick"));
        Assert.Equal(["slow 00", "slow 40"], Polled("slow"));
        Assert.Equal((3L, 0L), (slow.Device.Status.MissedTicks, quick.Device.Status.MissedTicks));
        Assert.Equal(3, fixture.Logs.Lines.Count(line => line.Contains("slow: skipped 1 ticks", StringComparison.Ordinal)));
        Assert.DoesNotContain(fixture.Logs.Lines, line => line.Contains("quick", StringComparison.Ordinal));

        async Task VisitAsync(PollEntry awaited, int tick)
        {
            foreach (var entry in fixture.Entries.Entries) fixture.Loop.Start(new DueVisit(entry, Start.AddSeconds(10 * tick), 0));
            await UntilAsync(() => IsFree(awaited));
        }

        IEnumerable<string> Polled(string host) =>
            fixture.Output.Samples.Where(sample => sample.ResourceId == host).Select(sample => $"{host} {sample.Timestamp![^2..]}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Item77_DeviceThatIsDown_IsAskedAtEverySecondFourthAndEighthTickUntilItAnswers()
    {
        using var fixture = Fixture(10, "h1");

        Assert.Equal([0, 1, 2, 4, 8, 16, 24, 32], await AskedAsync(fixture, 0, 40));
        fixture.Agents.Add("h1", (CpuUser, SnmpValue.Integer(1)));
        Assert.Equal([40, 41, 42], await AskedAsync(fixture, 40, 43));
        Assert.Equal(0, fixture.Status.MissedTicks);
    }

    [Fact]
    public async Task Item23_DeviceThatIsDown_IsNeverGivenUp_Differs()
    {
        using var fixture = Fixture(10, "h1");

        var asked = await AskedAsync(fixture, 0, 2_000);

        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 8));
        Assert.InRange(asked[^1], 1_992, 1_999);
        Assert.True(fixture.Entries.Entries[0].Device.IsDue(Start)); // the wall clock stepped back
    }

    [Fact]
    public void PauseOf_LongInterval_IsAtMost15MinutesOrOneInterval()
    {
        using var fixture = Fixture(300, "h1");
        var entry = Assert.Single(fixture.Entries.Entries);
        var down = new DeviceReading { BrokenOff = "no answer" };
        for (var i = 0; i < 20; i++) entry.Device.Visited(entry, Start, down, 0, Start, default, fixture.Logs.Logger<Poller>());

        Assert.False(entry.Device.IsDue(Start.AddMinutes(14)));
        Assert.True(entry.Device.IsDue(Start.AddMinutes(15)));
    }

    private static PollerFixture Fixture(int seconds, params string[] hosts) => new(new SnmpPollerOptions
    {
        Interval = TimeSpan.FromSeconds(seconds),
        SpreadPhases = false,
        Targets = [.. hosts.Select(host => new PollTargetOptions { ResourceUrl = $"snmp://{host}" })],
        Meters = ["hardware.cpu.user"],
    });

    private static async Task<List<int>> AskedAsync(PollerFixture fixture, int from, int to)
    {
        var entry = Assert.Single(fixture.Entries.Entries);
        List<int> asked = [];
        for (var tick = from; tick < to; tick++)
        {
            var before = fixture.Agents.Asked.Count;
            fixture.Loop.Start(new DueVisit(entry, Start.AddSeconds(10 * tick), 0));
            if (fixture.Agents.Asked.Count == before) continue;
            await UntilAsync(() => IsFree(entry));
            asked.Add(tick);
        }

        return asked;
    }

    private static bool IsFree(PollEntry entry)
    {
        if (!entry.TryBegin()) return false;
        entry.End();
        return true;
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
}
