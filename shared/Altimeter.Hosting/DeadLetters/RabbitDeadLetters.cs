using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Topology;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Sets items aside on the broker: plain AMQP messages on the quorum queue <c>&lt;service&gt;-dead-letters</c>.</summary>
internal sealed class RabbitDeadLetters(
    SendingConnection connection, BrokerPeer broker, ServiceIdentity identity, DeadLetterCounter counter, TimeProvider time, ILogger<RabbitDeadLetters> logger)
    : IDeadLetters
{
    /// <summary>What is kept of a body that the broker would refuse for its size.</summary>
    private const int TruncatedLength = 64 * 1024;

    private const int LargestBody = 16 * 1024 * 1024;
    private bool _isDeclared;

    public long Count => counter.Total;

    public async Task SetAsideAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var isTruncated = letter.Body.Length > LargestBody;
        var body = isTruncated ? letter.Body[..TruncatedLength] : letter.Body;
        var properties = new BasicProperties
        {
            DeliveryMode = DeliveryModes.Persistent,
            ContentType = letter.ContentType,
            MessageId = Guid.NewGuid().ToString(),
            Headers = DeadLetterHeaders.Of(letter, time.GetUtcNow(), isTruncated),
        };
        await broker.Peer.CallAsync(token => connection.UseAsync((channel, inner) => PublishAsync(channel, properties, body, inner), token), cancellationToken);
        if (counter.Add(letter)) logger.SetAside(letter.Kind, letter.Reason, letter.Text);
    }

    private async Task PublishAsync(IChannel channel, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!_isDeclared) await RabbitTopology.DeclareDeadLettersAsync(channel, identity.Name, cancellationToken);
        _isDeclared = false; // a publish that fails may mean that the queue is gone: declare it again then
        await channel.BasicPublishAsync(RabbitTopology.DeadLettersOf(identity.Name), "", mandatory: true, properties, body, cancellationToken);
        _isDeclared = true;
    }
}
