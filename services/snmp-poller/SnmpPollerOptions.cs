namespace Altimeter.SnmpPoller;

/// <summary>Settings of the poller, section <c>SnmpPoller</c>.</summary>
public sealed class SnmpPollerOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "SnmpPoller";

    /// <summary>How often <see cref="Targets"/> are polled, in whole seconds. Default 60 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Devices beside those of polling.yaml.</summary>
    public IReadOnlyList<PollTargetOptions> Targets { get; init; } = [];

    /// <summary>Meters of <see cref="Targets"/>, by the rules of polling.yaml. Empty stands for <c>hardware.*</c>.</summary>
    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>Where samples go. Default contracts.</summary>
    public PollerOutput Output { get; init; } = PollerOutput.Contracts;

    /// <summary>What time a sample carries. Default the scheduled tick.</summary>
    public SampleTimestamp Timestamp { get; init; } = SampleTimestamp.Scheduled;

    /// <summary>Samples in one notification; 0 and 1 both mean one. Default 50, as the reference.</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>Samples that wait while the broker is away, per lane; then the oldest are dropped. Default 100,000.</summary>
    public int BufferSamples { get; init; } = 100_000;

    /// <summary>Whether devices are polled at their own phases of the interval; false: all at once. Default true.</summary>
    public bool SpreadPhases { get; init; } = true;

    /// <summary>Whether devices are polled by schedule; false: only by <c>PollOnceAsync</c>. Default true.</summary>
    public bool RunSchedule { get; init; } = true;
}
