using RabbitMQ.Client;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Takes a number of deliveries from a queue without acknowledging them.</summary>
internal sealed class LetterPage(IChannel channel, int size) : AsyncDefaultBasicConsumer(channel)
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(ulong Tag, StoredLetter Letter)> _letters = new(size);

    /// <summary>Takes one page; afterwards nothing more is delivered, so that what is acknowledged or given back is not followed by more.</summary>
    /// <param name="channel">The channel that holds the deliveries.</param>
    /// <param name="queue">Name of the queue.</param>
    /// <param name="size">Most deliveries.</param>
    /// <param name="limit">Longest wait for all of them: another reader may hold some.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<(ulong Tag, StoredLetter Letter)>> TakeAsync(
        IChannel channel, string queue, ushort size, TimeSpan limit, CancellationToken cancellationToken)
    {
        var page = new LetterPage(channel, size);
        await channel.BasicQosAsync(0, size, global: false, cancellationToken);
        var consumer = await channel.BasicConsumeAsync(queue, autoAck: false, page, cancellationToken);
        try
        {
            await page._complete.Task.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            // fewer than there seemed to be
        }

        await channel.BasicCancelAsync(consumer, cancellationToken: cancellationToken);
        lock (page._letters) return [.. page._letters];
    }

    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // The client's buffer is taken back when this returns.
        var letter = DeadLetterHeaders.Read(properties.Headers, properties.MessageId, properties.ContentType, body.ToArray());
        lock (_letters)
        {
            _letters.Add((deliveryTag, letter));
            if (_letters.Count == size) _complete.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public override Task HandleChannelShutdownAsync(object channel, RabbitMQ.Client.Events.ShutdownEventArgs reason)
    {
        _complete.TrySetException(new RabbitMQ.Client.Exceptions.AlreadyClosedException(reason));
        return base.HandleChannelShutdownAsync(channel, reason);
    }

    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        _complete.TrySetResult(); // the queue is gone
        return base.OnCancelAsync(consumerTags, cancellationToken);
    }
}
