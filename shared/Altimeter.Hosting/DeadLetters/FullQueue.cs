using Altimeter.Hosting.Delivery;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Tells that the dead letters are full: at once, then once a minute, and once when there is space again; in the health details all the while.</summary>
internal sealed class FullQueue(string queue, SendState state, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _since;
    private long _lastReport;

    /// <summary>Notes what became of a try.</summary>
    public void Note(SendOutcome outcome)
    {
        state.Report(queue, outcome);
        if (outcome == SendOutcome.Confirmed && _since is null) return;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (outcome == SendOutcome.Confirmed)
            {
                if (_since is { } since) logger.DeadLettersHaveSpace(queue, time.GetElapsedTime(since, now).TotalSeconds);
                _since = null;
                return;
            }

            if (_since is not null && time.GetElapsedTime(_lastReport, now) < ReportEvery) return;
            _since ??= now;
            _lastReport = now;
            logger.DeadLettersFull(queue);
        }
    }
}
