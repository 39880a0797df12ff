using Altimeter.Hosting.Delivery;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Delivery;

public sealed class HalvingTests
{
    private readonly HashSet<int> _settled = [];
    private readonly List<(int Item, int Attempts)> _setAside = [];
    private readonly List<int[]> _calls = [];
    private readonly List<WorkFailure> _failures = [];

    [Fact]
    public async Task RunAsync_TwoBadItems_AreFoundTriedThreeTimesAndSetAsideInOrder()
    {
        await RunAsync(8, items => items.Contains(2) || items.Contains(7) ? throw new InvalidOperationException() : Task.CompletedTask);

        Assert.Equal([(2, 3), (7, 3)], _setAside);
        Assert.Equal([0, 1, 3, 4, 5, 6], _settled.Order());
        Assert.Equal(3, _calls.Count(call => call is [2]));
        Assert.All(_failures, failure => Assert.False(failure.IsHeld));
    }

    [Fact]
    public async Task RunAsync_TransientFailures_RepeatWhatIsOpenAndSetNothingAside()
    {
        await RunAsync(4, items =>
        {
            if (_calls.Count > 5) return Task.CompletedTask;
            _settled.Add(0);
            throw new HttpRequestException("refused");
        });

        Assert.Empty(_setAside);
        Assert.Equal([1, 2, 3, 4, 5], _failures.Select(failure => failure.Attempt));
        Assert.All(_failures, failure => Assert.True(failure.IsHeld));
        Assert.Equal([1, 2, 3], _calls[^1]);
    }

    [Fact]
    public async Task RunAsync_TransientBetweenDefects_DoesNotUseUpTries()
    {
        var answers = new Queue<Exception>([new InvalidOperationException(), new TimeoutException(), new InvalidOperationException()]);

        await RunAsync(1, _ => answers.TryDequeue(out var failure) ? throw failure : Task.CompletedTask);

        Assert.Empty(_setAside);
        Assert.Equal(4, _calls.Count);
    }

    [Fact]
    public async Task RunAsync_Cancelled_EscapesAndSetsNothingAside()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            4,
            _ =>
            {
                stop.Cancel();
                throw new InvalidOperationException("in the midst of the stop");
            },
            stop.Token));

        Assert.Empty(_setAside);
        Assert.Single(_calls);
    }

    private Task RunAsync(int count, Func<IReadOnlyList<int>, Task> work, CancellationToken cancellationToken = default)
    {
        var halving = new Halving<int>(
            async (items, _) =>
            {
                _calls.Add([.. items]);
                await work(items);
                _settled.UnionWith(items);
            },
            _settled.Contains,
            (item, _, attempts, _) =>
            {
                _setAside.Add((item, attempts));
                return Task.CompletedTask;
            },
            _failures.Add,
            new HastyTime());
        return halving.RunAsync([.. Enumerable.Range(0, count)], cancellationToken);
    }
}
