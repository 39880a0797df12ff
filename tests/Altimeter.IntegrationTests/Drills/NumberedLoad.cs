using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>Sends 100 numbered samples a second as notifications of a poller, ten to a message, and enters each in the ledger when the broker has confirmed it.</summary>
/// <remarks>On wish one more every five seconds that cannot be stored.</remarks>
internal sealed class NumberedLoad : IAsyncDisposable
{
    private const int MessagesPerSecond = 10;
    private const int SamplesPerMessage = 10;
    private const int UnstorableEverySeconds = 5;

    private readonly PatientPublisher _publisher;
    private readonly string _prefix;
    private readonly SampleLedger _ledger;
    private readonly bool _withUnstorable;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="brokerUrl">Broker of the notifications.</param>
    /// <param name="prefix">Begins the resource ids, so that runs are told apart.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="withUnstorable">Whether to send some that cannot be stored.</param>
    public NumberedLoad(string brokerUrl, string prefix, SampleLedger ledger, bool withUnstorable = false)
    {
        (_publisher, _prefix, _ledger, _withUnstorable) = (new PatientPublisher(brokerUrl), prefix, ledger, withUnstorable);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Resources of its samples.</summary>
    public IEnumerable<string> Resources => Enumerable.Range(0, MessagesPerSecond * SamplesPerMessage).Select(i => $"{_prefix}-{i}");

    /// <summary>Sends what is begun and ends.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _publisher.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var second = new DateTimeOffset(TimeProvider.System.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        for (var number = 0; !_stop.IsCancellationRequested; second = second.AddSeconds(1))
        {
            var wait = second - TimeProvider.System.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            for (var message = 0; message < MessagesPerSecond; message++)
            {
                var samples = Enumerable.Range(message * SamplesPerMessage, SamplesPerMessage).Select(i => (Resource: $"{_prefix}-{i}", Value: number++, Time: second)).ToList();
                await _publisher.PublishAsync(SampleNotification.Body(DrillServers.NotifiedMeter, samples));
                foreach (var (resource, value, time) in samples) _ledger.Sent(resource, DrillServers.NotifiedMeter, time, value);
            }

            if (_withUnstorable && second.Second % UnstorableEverySeconds == 0) await SendUnstorableAsync(second);
        }
    }

    private async Task SendUnstorableAsync(DateTimeOffset time)
    {
        var resource = SampleNotification.UnstorableResource(_prefix);
        await _publisher.PublishAsync(SampleNotification.Body(DrillServers.NotifiedMeter, [(resource, 0, time)]));
        _ledger.SentUnstorable(resource, DrillServers.NotifiedMeter, time);
    }
}
