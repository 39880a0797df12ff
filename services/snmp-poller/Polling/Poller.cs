using System.Diagnostics;
using Altimeter.Snmp;
using Altimeter.SnmpPoller.Diagnostics;
using Altimeter.SnmpPoller.Output;
using Altimeter.SnmpPoller.Sampling;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>Visits devices: asks, makes samples, hands them to the output.</summary>
public sealed class Poller
{
    private readonly DeviceReader _reader;
    private readonly PollEntries _entries;
    private readonly ISamplesOutput _output;
    private readonly SampleTimestamp _timestamp;
    private readonly PollerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<Poller> _logger;

    internal Poller(ISnmpClient client, PollEntries entries, ISamplesOutput output, IOptions<SnmpPollerOptions> options, PollerMetrics metrics, TimeProvider time, ILogger<Poller> logger)
    {
        _reader = new DeviceReader(client);
        _entries = entries;
        _output = output;
        _timestamp = options.Value.Timestamp;
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    /// <summary>Polls every device once, at its last scheduled tick, and waits until the output has sent all samples.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public async Task<PollSummary> PollOnceAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var visits = _entries.Entries.Select(entry => VisitAsync(entry, PollPhase.LastTick(now, entry.Phase, entry.Interval), cancellationToken)).ToList();
        var samples = await Task.WhenAll(visits);
        await _output.FlushAsync(cancellationToken);
        return new PollSummary(
            _entries.Devices.Count,
            _entries.Devices.Count(device => device.Status.State is DevicePollState.Up or DevicePollState.Degraded),
            samples.Sum());
    }

    /// <summary>Polls a device at a tick; waits while another visit of the same device is under way.</summary>
    /// <returns>The number of samples.</returns>
    internal async Task<int> VisitAsync(PollEntry entry, DateTimeOffset tick, CancellationToken cancellationToken)
    {
        await entry.Device.Turn.WaitAsync(cancellationToken);
        try
        {
            using var activity = PollerMetrics.Activities.StartActivity("poll device", ActivityKind.Client);
            activity?.SetTag("server.address", entry.Resource.Target.Host);
            var start = _time.GetTimestamp();
            var reading = await _reader.ReadAsync(entry.Resource.Target, entry.Plan, cancellationToken);
            var end = _time.GetUtcNow();
            var scheduled = SampleTime.Format(tick);
            var timestamp = _timestamp == SampleTimestamp.Received ? SampleTime.Format(end) : scheduled;
            var samples = new SampleBuilder(entry.Resource, reading, timestamp, scheduled).Build(entry.Plan.Meters);
            if (samples.Count > 0) _output.Add(samples);

            var duration = _time.GetElapsedTime(start);
            entry.Device.Visited(entry, tick, reading, samples.Count, end, duration, _logger);
            if (reading.BrokenOff is not null) activity?.SetStatus(ActivityStatusCode.Error, reading.BrokenOff);
            _metrics.Visited(duration, reading.BrokenOff is null ? "complete" : "broken-off", samples.Count, reading.Failures.Count + (reading.BrokenOff is null ? 0 : 1));
            return samples.Count;
        }
        finally
        {
            entry.Device.Turn.Release();
        }
    }
}
