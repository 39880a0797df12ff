using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Altimeter.SnmpPoller.Diagnostics;

/// <summary>Instruments of the poller. No tag names a device.</summary>
internal sealed class PollerMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Altimeter.SnmpPoller";

    /// <summary>One activity per visit.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _missed;
    private readonly Counter<long> _failures;

    /// <summary>Creates the instruments.</summary>
    public PollerMetrics(IMeterFactory meters)
    {
        Meter = meters.Create(Name);
        _duration = Meter.CreateHistogram<double>("altimeter.poller.visit.duration", "s", "Time of one visit of a device, by its outcome.");
        _samples = Meter.CreateCounter<long>("altimeter.poller.samples", "{sample}", "Samples polled.");
        _missed = Meter.CreateCounter<long>("altimeter.poller.ticks.missed", "{tick}", "Scheduled polls that were skipped.");
        _failures = Meter.CreateCounter<long>("altimeter.poller.failures", "{failure}", "Requests, tables and meters that failed inside visits.");
    }

    /// <summary>The poller's meter, for gauges.</summary>
    public Meter Meter { get; }

    public void Visited(TimeSpan duration, string outcome, int samples, int failures)
    {
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        _samples.Add(samples);
        if (failures > 0) _failures.Add(failures);
    }

    public void Missed(long ticks) => _missed.Add(ticks);
}
