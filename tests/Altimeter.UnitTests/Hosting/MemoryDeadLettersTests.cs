using Altimeter.Hosting.DeadLetters;
using Xunit;

namespace Altimeter.UnitTests.Hosting;

/// <summary>The double keeps the contract of <see cref="IDeadLetters"/>, so that tests with it mean something.</summary>
public sealed class MemoryDeadLettersTests
{
    private readonly MemoryDeadLetters _letters = new();

    [Fact]
    public async Task SetAsideAsync_Letters_AreKeptInOrderAndCounted()
    {
        await _letters.SetAsideAsync(Letter("a"), CancellationToken.None);
        await _letters.SetAsideAsync(Letter("b"), CancellationToken.None);

        Assert.Equal(["a", "b"], _letters.Letters.Select(letter => letter.Reason));
        Assert.Equal(2, _letters.Count);
    }

    [Fact]
    public async Task SetAsideAsync_Cancelled_KeepsNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _letters.SetAsideAsync(Letter("a"), new CancellationToken(canceled: true)));

        Assert.Empty(_letters.Letters);
    }

    [Fact]
    public async Task SetAsideAsync_SeveralAtOnce_LosesNone()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await _letters.SetAsideAsync(Letter("a"), CancellationToken.None);
        })));

        Assert.Equal(800, _letters.Count);
    }

    private static DeadLetter Letter(string reason) => new() { Kind = "sample", Reason = reason, Text = "", Body = default };
}
