using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Oslo.Transport;

/// <summary>Publishes on a channel in confirm mode, one message at a time, and awaits the broker's answer to each.</summary>
/// <remarks>The client can track confirms by itself, but then adds a header to every message; notifications have an empty header table.</remarks>
internal sealed class ConfirmedPublish : IAsyncDisposable
{
    private static readonly CreateChannelOptions Untracked = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private readonly IChannel _channel;
    private TaskCompletionSource _answer = new();
    private bool _isReturned;

    private ConfirmedPublish(IChannel channel)
    {
        _channel = channel;
        channel.BasicReturnAsync += (_, _) =>
        {
            _isReturned = true; // the confirm follows
            return Task.CompletedTask;
        };
        channel.BasicAcksAsync += (_, answer) => Answer(answer.DeliveryTag, isRefused: false);
        channel.BasicNacksAsync += (_, answer) => Answer(answer.DeliveryTag, isRefused: true);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            _answer.TrySetException(new AlreadyClosedException(reason));
            return Task.CompletedTask;
        };
    }

    /// <summary>Whether the channel can still be used.</summary>
    public bool IsOpen => _channel.IsOpen;

    public static async Task<ConfirmedPublish> OpenAsync(IConnection connection, CancellationToken cancellationToken) =>
        new(await connection.CreateChannelAsync(Untracked, cancellationToken));

    /// <summary>Publishes one message; calls must not overlap. After a cancellation the channel must not be used again.</summary>
    /// <exception cref="PublishException">No queue takes it, or the broker refuses it.</exception>
    /// <exception cref="AlreadyClosedException">The channel closed first.</exception>
    public async Task SendAsync(string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _isReturned = false;
        await _channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, body, cancellationToken);
        await _answer.Task.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private Task Answer(ulong tag, bool isRefused)
    {
        if (isRefused || _isReturned) _answer.TrySetException(new PublishException(tag, _isReturned));
        else _answer.TrySetResult();
        return Task.CompletedTask;
    }
}
