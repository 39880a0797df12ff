using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Topology;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>The letters on the queue <c>&lt;service&gt;-dead-letters</c>.</summary>
/// <remarks>
/// Looking is taking without acknowledging, a page at a time. At the end everything that stays is given back one by one in
/// ascending order, with nothing consuming: the broker puts it before what was never taken, so the order is the same afterwards. Closing
/// the channel would return it too, but page by page in an order that is the broker's own affair.
/// </remarks>
internal sealed class BrokerLetterStore(BrokerAddress broker, ServiceIdentity identity, BrokerLetterReplay replay) : IDeadLetterStore
{
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(10);

    private readonly string _queue = RabbitTopology.DeadLettersOf(identity.Name);

    public string Name => $"{_queue} at {broker}";

    public string? ReplayNote => null;

    /// <summary>Letters in memory at once.</summary>
    internal ushort PageSize { get; init; } = 50;

    public async Task<long> WalkAsync(Func<StoredLetter, CancellationToken, Task<LetterFate>> visit, CancellationToken cancellationToken)
    {
        await using var connection = await broker.ConnectAsync($"{identity.Name}-dead-letters", cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var count = await CountAsync(channel, cancellationToken);
        var kept = new List<ulong>();
        try
        {
            for (var left = count; left > 0;)
            {
                var size = (ushort)Math.Min(left, PageSize);
                var page = await LetterPage.TakeAsync(channel, _queue, size, PageLimit, cancellationToken);
                left = page.Count < size ? 0 : left - size;
                if (!await VisitAsync(channel, page, kept, visit, cancellationToken)) break;
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

    // Whether to go on.
    private static async Task<bool> VisitAsync(
        IChannel channel,
        IReadOnlyList<(ulong Tag, StoredLetter Letter)> page,
        List<ulong> kept,
        Func<StoredLetter, CancellationToken, Task<LetterFate>> visit,
        CancellationToken cancellationToken)
    {
        var decided = 0;
        try
        {
            foreach (var (tag, letter) in page)
            {
                var fate = await visit(letter, cancellationToken);
                if (fate == LetterFate.Remove) await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
                else kept.Add(tag);
                decided++;
                if (fate == LetterFate.KeepAndStop) return false;
            }

            return true;
        }
        finally
        {
            kept.AddRange(page.Skip(decided).Select(entry => entry.Tag));
        }
    }

    private static async Task GiveBackAsync(IChannel channel, List<ulong> tags)
    {
        try
        {
            foreach (var tag in tags) await channel.BasicNackAsync(tag, multiple: false, requeue: true, CancellationToken.None);
            await channel.CloseAsync(CancellationToken.None); // answered when everything before it is done
        }
        catch (AlreadyClosedException)
        {
            // then the broker has taken all of it back
        }
    }
}
