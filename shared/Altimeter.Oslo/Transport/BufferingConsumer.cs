using System.Text;
using System.Threading.Channels;
using RabbitMQ.Client;

namespace Altimeter.Oslo.Transport;

/// <summary>Copies what a channel delivers into a buffer as large as the prefetch, so that it never waits.</summary>
internal sealed class BufferingConsumer(IChannel channel, string queue, int prefetch) : AsyncDefaultBasicConsumer(channel)
{
    private const double WeightOfNew = 0.01;

    private readonly Channel<NotificationDelivery> _deliveries =
        System.Threading.Channels.Channel.CreateBounded<NotificationDelivery>(new BoundedChannelOptions(prefetch) { SingleReader = true, SingleWriter = true });

    private double _meanBodyBytes;

    /// <summary>Deliveries in order; complete after <see cref="Complete"/>.</summary>
    public ChannelReader<NotificationDelivery> Deliveries => _deliveries.Reader;

    /// <summary>Mean size of the bodies delivered lately; 0 before the first.</summary>
    public double MeanBodyBytes => Volatile.Read(ref _meanBodyBytes);

    /// <summary>Why deliveries ended by themselves; null while they flow.</summary>
    public string? EndedBy { get; private set; }

    /// <summary>Takes no more; what was taken stays.</summary>
    public void Complete(string? reason)
    {
        EndedBy ??= reason;
        _deliveries.Writer.TryComplete();
    }

    public override async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        var delivery = new NotificationDelivery
        {
            Body = body.ToArray(), // the client's buffer is taken back when this returns
            Exchange = exchange,
            RoutingKey = routingKey,
            Queue = queue,
            ContentType = properties.ContentType,
            Compression = properties.Headers?.TryGetValue("compression", out var value) == true ? HeaderText(value) : null,
            DeliveryTag = deliveryTag,
            IsRedelivered = redelivered,
        };
        var mean = _meanBodyBytes;
        Volatile.Write(ref _meanBodyBytes, mean == 0 ? body.Length : mean + ((body.Length - mean) * WeightOfNew));
        if (!_deliveries.Writer.TryWrite(delivery) && await _deliveries.Writer.WaitToWriteAsync(cancellationToken)) _deliveries.Writer.TryWrite(delivery);
    }

    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        Complete("the broker cancelled the consumer: the queue is gone or moves");
        return base.OnCancelAsync(consumerTags, cancellationToken);
    }

    public override Task HandleChannelShutdownAsync(object channel, RabbitMQ.Client.Events.ShutdownEventArgs reason)
    {
        Complete($"{reason.ReplyCode} {reason.ReplyText}");
        return base.HandleChannelShutdownAsync(channel, reason);
    }

    private static string? HeaderText(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        _ => null,
    };
}
