using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>
/// The order-sensitive form: granules of five minutes from ten days ago on, one sample each, on a policy without back window. A sample that
/// overtakes another of its metric makes Gnocchi drop the other without a word. A backlog waits first; then the flow goes on while replicas move.
/// </summary>
internal sealed class OrderDrill(DrillServers servers, Fleet fleet, string name)
{
    private const int Resources = 24;
    private const int Backlog = 300;
    private const int Most = 2500;
    private const int UnstorableEverySteps = 100;
    private static readonly TimeSpan Granularity = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RequestDelay = TimeSpan.FromMilliseconds(200);

    private readonly string _id = $"o{Guid.NewGuid():N}"[..9];
    private readonly SampleLedger _ledger = new(Granularity);
    private int _steps;

    /// <summary>Runs it.</summary>
    /// <param name="moves">Starts, stops and kills replicas.</param>
    /// <param name="token">Ends the drill.</param>
    public async Task<Verdict> RunAsync(Func<CancellationToken, Task> moves, CancellationToken token)
    {
        await using var publisher = new PatientPublisher(servers.Broker.UrlOf(fleet.Access.OsloHost));
        var start = TimeProvider.System.GetUtcNow().AddDays(-10);
        await servers.Proxy.GoAwayAsync();
        while (_steps < Backlog) await SendStepAsync(publisher, start);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var flow = FlowAsync(publisher, start, stop.Token);
        try
        {
            servers.Proxy.Delay = RequestDelay;
            await servers.Proxy.ReturnAsync();
            await moves(token);
        }
        finally
        {
            servers.Proxy.Delay = TimeSpan.Zero;
            await stop.CancelAsync();
            await flow;
        }

        var verdict = await new VerdictReader(servers, fleet, _ledger)
        {
            Meters = new HashSet<string> { DrillServers.OrderedMeter },
            Granularity = (int)Granularity.TotalSeconds,
            Aggregation = "mean",
            IsOurs = resource => resource.StartsWith(_id, StringComparison.Ordinal),
        }.ReadAsync(token);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {verdict with { PostedTwice = [] }}, {verdict.PostedTwice.Count} posted twice");
        DrillTable.Append(name, verdict, double.NaN, fleet.PeakMemory());
        return verdict;
    }

    private async Task FlowAsync(PatientPublisher publisher, DateTimeOffset start, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && _steps < Most)
        {
            await SendStepAsync(publisher, start);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    // One message holds the next granule of every metric.
    private async Task SendStepAsync(PatientPublisher publisher, DateTimeOffset start)
    {
        var time = start.Add(_steps * Granularity);
        var samples = Enumerable.Range(0, Resources).Select(i => (Resource: $"{_id}-{i}", Value: (_steps * Resources) + i, Time: time)).ToList();
        await publisher.PublishAsync(SampleNotification.Body(DrillServers.OrderedMeter, samples));
        foreach (var (resource, value, _) in samples) _ledger.Sent(resource, DrillServers.OrderedMeter, time, value);
        if (_steps % UnstorableEverySteps == 0)
        {
            var unstorable = SampleNotification.UnstorableResource(_id);
            await publisher.PublishAsync(SampleNotification.Body(DrillServers.OrderedMeter, [(unstorable, 0, time)]));
            _ledger.SentUnstorable(unstorable, DrillServers.OrderedMeter, time);
        }

        _steps++;
    }
}
