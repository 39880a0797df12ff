using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Topology;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Sets items aside on the broker: plain AMQP messages on the quorum queue <c>&lt;service&gt;-dead-letters</c>.</summary>
internal sealed class RabbitDeadLetters(
    SendingConnection connection, BrokerPeer broker, ServiceIdentity identity, DeadLetterCounter counter, SendState state, TimeProvider time, ILogger<RabbitDeadLetters> logger)
    : IDeadLetters
{
    /// <summary>What is kept of a body that the broker would refuse for its size.</summary>
    private const int TruncatedLength = 64 * 1024;

    private const int LargestBody = 16 * 1024 * 1024;

    private readonly string _queue = RabbitTopology.DeadLettersOf(identity.Name);
    private readonly FullQueue _full = new(RabbitTopology.DeadLettersOf(identity.Name), state, time, logger);
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
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await TryAsync(properties, body, cancellationToken);
            _full.Note(outcome);
            if (outcome == SendOutcome.Confirmed) break;
            await Task.Delay(BackOff.Pause(attempt), time, cancellationToken);
        }

        if (counter.Add(letter)) logger.SetAside(letter.Kind, letter.Reason, letter.Text);
    }

    // A broker that is away is waited for; a full queue is an outcome.
    private async Task<SendOutcome> TryAsync(BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var outcome = SendOutcome.Confirmed;
        await broker.Peer.CallAsync(
            token => connection.UseAsync(async (channel, inner) => outcome = await PublishAsync(channel, properties, body, inner), token),
            cancellationToken);
        return outcome;
    }

    private async Task<SendOutcome> PublishAsync(IChannel channel, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!_isDeclared) await RabbitTopology.DeclareDeadLettersAsync(channel, identity.Name, cancellationToken);
        _isDeclared = false; // a publish that fails may mean that the queue is gone: declare it again then
        try
        {
            await channel.BasicPublishAsync(_queue, "", mandatory: true, properties, body, cancellationToken);
        }
        catch (PublishException e) when (!e.IsReturn)
        {
            return SendOutcome.Refused;
        }

        _isDeclared = true;
        return SendOutcome.Confirmed;
    }
}
