using Altimeter.Contracts.V1;
using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.Delivery;
using Altimeter.SnmpPoller.Diagnostics;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller.Output;

/// <summary>The poller's output: a bounded buffer per line in front of the sender, so that polling goes on while the broker is away.</summary>
internal sealed class SamplesOutput : ISamplesOutput, IHostedService, IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(12); // below the host's shutdown time-out

    private readonly ISamplesSender _sender;
    private readonly SampleBuffer[] _buffers;
    private readonly int _capacity;
    private readonly Drops _drops;
    private readonly RunResult _result;
    private readonly TimeProvider _time;
    private readonly ILogger<SamplesOutput> _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _reportLock = new();
    private Task _sending = Task.CompletedTask;
    private long _unreported;
    private long? _lastReport;

    /// <summary>Makes the buffers; nothing is sent before the start.</summary>
    public SamplesOutput(ISamplesSender sender, IOptions<SnmpPollerOptions> options, Drops drops, PollerMetrics metrics, RunResult result, TimeProvider time, ILogger<SamplesOutput> logger)
    {
        _sender = sender;
        _capacity = options.Value.BufferSamples;
        _buffers = [.. Enumerable.Range(0, sender.Lines).Select(_ => new SampleBuffer(_capacity))];
        (_drops, _result, _time, _logger) = (drops, result, time, logger);
        metrics.Meter.CreateObservableGauge("altimeter.poller.buffer.samples", () => Waiting, "{sample}", "Samples polled and not yet confirmed.");
    }

    public long Waiting => _buffers.Sum(buffer => (long)buffer.Count);

    public void Add(IReadOnlyList<Sample> samples)
    {
        foreach (var line in samples.GroupBy(_sender.LineOf)) Count(_buffers[line.Key].Add([.. line]));
    }

    public Task FlushAsync(CancellationToken cancellationToken) => Task.WhenAll(_buffers.Select(buffer => buffer.WhenEmptyAsync(cancellationToken)));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _sending = Task.WhenAll(_buffers.Select(SendAllAsync));
        return Task.CompletedTask;
    }

    /// <summary>Sends what waits, oldest first, for as long as there is time, and tells what is left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).WaitAsync(DrainTime, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _end.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Report(always: true);
        if (Waiting is not (var left and > 0)) return;
        _logger.SamplesLeft(left);
        _result.ExitCode = ExitCode.Incomplete;
    }

    public void Dispose() => _end.Dispose();

    private async Task SendAllAsync(SampleBuffer buffer)
    {
        while (true)
        {
            var samples = await buffer.TakeAsync(_sender.BatchSize, _end.Token);
            try
            {
                await _sender.SendAsync(samples, _end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _logger.SamplesUnsendable(e, samples.Count);
                foreach (var (meter, count) in samples.CountBy(sample => sample.Name)) _drops.Add("unsendable", meter, count);
            }

            buffer.Confirm();
        }
    }

    private void Count(IReadOnlyList<Sample> dropped)
    {
        if (dropped.Count == 0) return;
        foreach (var (meter, count) in dropped.CountBy(sample => sample.Name)) _drops.Add("buffer-full", meter, count);
        Interlocked.Add(ref _unreported, dropped.Count);
        Report(always: false);
    }

    private void Report(bool always)
    {
        lock (_reportLock)
        {
            if (_unreported == 0 || (!always && _lastReport is { } last && _time.GetElapsedTime(last) < ReportEvery)) return;
            _lastReport = _time.GetTimestamp();
            _logger.BufferFull(_capacity, Interlocked.Exchange(ref _unreported, 0));
        }
    }
}
