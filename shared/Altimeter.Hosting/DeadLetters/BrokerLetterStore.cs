using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Topology;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>The letters on the queue <c>&lt;service&gt;-dead-letters</c>.</summary>
/// <remarks>
/// Looking is taking without acknowledging, a page at a time, always to the end of the queue: what is given back goes behind everything
/// that was ever given back, so only taking all of it keeps the order (measured on RabbitMQ 3.10). At the end everything that stays is given
/// back one by one, oldest first, with nothing consuming; a page when the one before it is seen in the queue, because of more than 32 returns under
/// way a quorum queue gathers the rest. A walk that is cut off loses no letter, but may change their order.
/// </remarks>
internal sealed class BrokerLetterStore(BrokerAddress broker, ServiceIdentity identity, BrokerLetterReplay replay, TimeProvider time) : IDeadLetterStore
{
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private readonly string _queue = RabbitTopology.DeadLettersOf(identity.Name);

    public string Name => $"{_queue} at {broker}";

    public string? ReplayNote => null;

    /// <summary>Letters in memory at once.</summary>
    internal ushort PageSize { get; init; } = 32;

    public async Task<long> WalkAsync(Func<StoredLetter, CancellationToken, Task<LetterFate>> visit, CancellationToken cancellationToken)
    {
        await using var connection = await broker.ConnectAsync($"{identity.Name}-dead-letters", cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var count = await CountAsync(channel, cancellationToken);
        var kept = new List<ulong[]>();
        try
        {
            var isVisiting = true;
            for (var left = count; left > 0;)
            {
                var size = (ushort)Math.Min(left, PageSize);
                var page = await LetterPage.TakeAsync(channel, _queue, size, PageLimit, cancellationToken);
                left = page.Count < size ? 0 : left - size;
                if (isVisiting) isVisiting = await VisitAsync(channel, page, kept, visit, cancellationToken);
                else kept.Add([.. page.Select(entry => entry.Tag)]);
            }
        }
        finally
        {
            await GiveBackAsync(channel, kept);
        }

        return count;
    }

    public Task<string?> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken) => replay.SendAsync(letter, cancellationToken);

    public ValueTask DisposeAsync() => replay.DisposeAsync();

    private async Task<long> CountAsync(IChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            return (await channel.QueueDeclarePassiveAsync(_queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0; // the service was never started here
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            throw new DeadLetterStoreException($"{Name}: {e.ShutdownReason.ReplyText}", e);
        }
    }

    // Whether to go on visiting.
    private static async Task<bool> VisitAsync(
        IChannel channel,
        IReadOnlyList<(ulong Tag, StoredLetter Letter)> page,
        List<ulong[]> kept,
        Func<StoredLetter, CancellationToken, Task<LetterFate>> visit,
        CancellationToken cancellationToken)
    {
        var stay = new SortedSet<ulong>(page.Select(entry => entry.Tag));
        try
        {
            foreach (var (tag, letter) in page)
            {
                var fate = await visit(letter, cancellationToken);
                if (fate == LetterFate.KeepAndStop) return false;
                if (fate == LetterFate.Keep) continue;
                await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
                stay.Remove(tag);
            }

            return true;
        }
        finally
        {
            if (stay.Count > 0) kept.Add([.. stay]);
        }
    }

    private async Task GiveBackAsync(IChannel channel, List<ulong[]> pages)
    {
        try
        {
            var expected = pages.Count > 1 ? await CountAsync(channel, CancellationToken.None) : 0;
            foreach (var tags in pages)
            {
                foreach (var tag in tags) await channel.BasicNackAsync(tag, multiple: false, requeue: true, CancellationToken.None);
                expected += tags.Length;
                if (pages.Count > 1) await WaitForAsync(channel, expected);
            }

            await channel.CloseAsync(CancellationToken.None); // answered when everything before it is done
        }
        catch (AlreadyClosedException)
        {
            // then the broker has taken all of it back
        }
    }

    private async Task WaitForAsync(IChannel channel, long expected)
    {
        var started = time.GetTimestamp();
        while (await CountAsync(channel, CancellationToken.None) < expected && time.GetElapsedTime(started) < ReturnLimit) await Task.Delay(LookEvery, time);
    }
}
