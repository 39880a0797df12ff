using System.Collections.Concurrent;
using Altimeter.SnmpPoller.Definitions;
using Altimeter.SnmpPoller.Diagnostics;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>Starts visits when they are due. Devices are visited concurrently, each one by one; a tick that comes while its visit is under way is skipped.</summary>
internal sealed class PollingLoop(
    Poller poller, PollEntries entries, PollerDefinitions definitions, ITargetOwnership ownership, IOptions<SnmpPollerOptions> options,
    PollerMetrics metrics, TimeProvider time, ILogger<PollingLoop> logger) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1); // a step of the wall clock is noticed within this
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _visitsEnd = new();
    private readonly ConcurrentDictionary<Task, bool> _visits = new();

    /// <summary>Starts no further visit, and gives those under way 3 s.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _visitsEnd.CancelAfter(StopGrace);
        await Task.WhenAll(_visits.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _visitsEnd.Dispose();
        base.Dispose();
    }

    /// <summary>Starts a visit, or skips its tick.</summary>
    internal void Start(DueVisit due)
    {
        if (!ownership.Owns(due.Entry.Resource.Id) || !due.Entry.Device.IsDue(due.Tick)) return;
        var isFree = due.Entry.TryBegin();
        Skip(due.Entry, due.Missed + (isFree ? 0 : 1));
        if (!isFree) return;
        var visit = VisitAsync(due);
        _visits[visit] = true;
        visit.ContinueWith(done => _visits.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        logger.Polls(entries.Devices.Count, definitions.Sources.Count, definitions.Meters.Count);
        if (!options.Value.RunSchedule) return;

        var timetable = new PollTimetable(entries.Entries, time);
        var steps = 0;
        while (timetable.UntilNext() is { } wait)
        {
            await Task.Delay(wait < LongestSleep ? wait : LongestSleep, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            foreach (var due in timetable.TakeDue()) Start(due);
            if (steps == timetable.Steps) continue;
            steps = timetable.Steps;
            logger.ClockStepped(timetable.LastStep.TotalSeconds);
        }
    }

    private void Skip(PollEntry entry, long ticks)
    {
        if (ticks == 0) return;
        metrics.Missed(ticks);
        entry.Device.Missed(ticks);
        logger.TicksSkipped(entry.Resource.Id, ticks, entry.Interval);
    }

    private async Task VisitAsync(DueVisit due)
    {
        try
        {
            await poller.VisitAsync(due.Entry, due.Tick, _visitsEnd.Token);
        }
        catch (OperationCanceledException) when (_visitsEnd.IsCancellationRequested)
        {
            // The stop ended it: nothing was sent of this visit.
        }
        catch (Exception e)
        {
            logger.VisitFailed(e, due.Entry.Resource.Id);
        }
        finally
        {
            due.Entry.End();
        }
    }
}
