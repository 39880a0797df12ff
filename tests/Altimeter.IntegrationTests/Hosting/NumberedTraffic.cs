using System.Diagnostics;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>Numbers each lane's messages from 0 and sends them until it is told to stop; then every number must have arrived, first occurrences in order.</summary>
internal sealed class NumberedTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5); // between two messages of a lane

    private readonly Received _sink;
    private readonly Func<int, int, CancellationToken, Task> _send;
    private readonly CancellationTokenSource _stop = new();
    private readonly int[] _sent = new int[Lane.Count];
    private readonly Task _sending;

    private NumberedTraffic(Received sink, Func<int, int, CancellationToken, Task> send)
    {
        _sink = sink;
        _send = send;
        _sending = Task.WhenAll(Enumerable.Range(0, Lane.Count).Select(SendAsync));
    }

    /// <summary>Straight into the writer's lanes.</summary>
    public static NumberedTraffic ToWriter(LaneProcess producer, Received sink) => new(sink, producer.SendAsync);

    /// <summary>Into the pipeline's lanes, as blocks that it passes on whole.</summary>
    public static NumberedTraffic ToPipeline(LaneProcess producer, Received sink) => new(sink, (lane, number, token) =>
    {
        var name = $"{number}";
        var block = SampleBlock.Pack([Altimeter.Testing.Samples.Make(name)]);
        var message = new SamplesCollected { PublisherId = "test", Lane = lane, Count = 1, Meters = [name], Block = block };
        return producer.Sender.SendAsync(LaneSet.PipelineSamples, lane, message, Guid.NewGuid(), token);
    });

    /// <summary>Acts, and measures how long it took until every lane had passed what was sent after the act.</summary>
    public async Task MeasureAsync(string what, Func<Task> act, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var acting = act();
        int[] marks = [.. _sent];
        var done = new TimeSpan[Lane.Count];
        await Wait.UntilAsync(
            $"progress on every lane after: {what}",
            Limit,
            async _ =>
            {
                if (acting.IsFaulted) await acting;
                for (var lane = 0; lane < done.Length; lane++)
                {
                    if (done[lane] == default && _sink.Of(lane).LastOrDefault(-1) > marks[lane] + 1) done[lane] = watch.Elapsed;
                }

                return done.All(time => time != default);
            },
            cancellationToken);
        await acting;
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: lanes went on after {string.Join(" ", done.Select(time => $"{time.TotalSeconds:F1}"))} s");
    }

    /// <summary>Stops sending, waits for the rest, and looks at every number.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _sending.WaitAsync(Limit, cancellationToken);
        await Wait.UntilAsync(
            "every number", Limit, _ => Task.FromResult(Enumerable.Range(0, Lane.Count).All(lane => _sink.Of(lane).Distinct().Count() >= _sent[lane])), cancellationToken);
        var repeats = 0;
        for (var lane = 0; lane < Lane.Count; lane++)
        {
            var seen = _sink.Of(lane);
            Assert.Equal(Enumerable.Range(0, _sent[lane]), seen.Distinct());
            repeats += seen.Count - _sent[lane];
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{_sent.Sum()} sent, all arrived in order, {repeats} repeats");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private async Task SendAsync(int lane)
    {
        while (!_stop.IsCancellationRequested)
        {
            // Not under the token: what is begun is sent, so that it can be counted.
            await _send(lane, _sent[lane], CancellationToken.None);
            _sent[lane]++;
            await Task.Delay(Pace);
        }
    }
}
