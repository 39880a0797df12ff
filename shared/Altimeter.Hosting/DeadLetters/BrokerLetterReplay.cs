using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Topology;
using Altimeter.Oslo.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Sends letters back through the broker, one at a time, mandatory and confirmed, with the rights of the service's own user.</summary>
internal sealed class BrokerLetterReplay(BrokerAddress broker, ServiceIdentity identity, RabbitNotificationReturn notifications) : IAsyncDisposable
{
    private const string EnvelopeType = "application/vnd.masstransit+json";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private IConnection? _connection;
    private IChannel? _channel;

    /// <inheritdoc cref="IDeadLetterStore.ReplayAsync"/>
    public Task<string?> SendAsync(StoredLetter letter, CancellationToken cancellationToken) => ReplayRoute.Of(letter) switch
    {
        ReplayRoute.ToQueue route => PublishAsync(route.Queue, "", route.ContentType, letter.Id, route.Body, cancellationToken),
        ReplayRoute.ToLane route => SendSampleAsync(route, MessageIds.Derive(letter.Id, "replay"), cancellationToken),
        ReplayRoute.ToNotifications route => notifications.ReturnAsync(route.Queue, route.Body, route.ContentType, route.Compression, cancellationToken),
        ReplayRoute.Nowhere route => Task.FromResult<string?>(route.Reason),
        _ => throw new NotSupportedException($"no way for {letter.Letter.Kind}"),
    };

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null) await _channel.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
    }

    // The id is the same on every try, so that a receiver recognises the repeat.
    private Task<string?> SendSampleAsync(ReplayRoute.ToLane route, Guid id, CancellationToken cancellationToken)
    {
        var lane = Lane.Of(route.Sample.ResourceId);
        string[] meters = [route.Sample.Name];
        var block = SampleBlock.Pack([route.Sample]);
        if (route.Lanes.Event is not { } exchange)
        {
            var command = ContractEnvelope.Of(new PublishSamples { Count = 1, Meters = meters, Block = block, Options = route.Options }, id);
            return PublishAsync(route.Lanes.QueueOf(lane), "", EnvelopeType, id.ToString(), command, cancellationToken);
        }

        var collected = new SamplesCollected { PublisherId = identity.PublisherId, Lane = lane, Count = 1, Meters = meters, Block = block };
        return PublishAsync(exchange, RabbitTopology.RoutingKeyOf(lane), EnvelopeType, id.ToString(), ContractEnvelope.Of(collected, id), cancellationToken);
    }

    private async Task<string?> PublishAsync(
        string exchange, string routingKey, string contentType, string id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, ContentType = contentType, MessageId = id };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        var channel = await OpenAsync(cancellationToken);
        try
        {
            await channel.BasicPublishAsync(exchange, routingKey, mandatory: true, properties, body, deadline.Token);
            return null;
        }
        catch (PublishException e)
        {
            return e.IsReturn ? $"no queue takes it from exchange {exchange}" : $"{exchange} refuses it: the queue is full";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no confirm of {exchange} within {Deadline.TotalSeconds:0} s: it may have arrived or not";
        }
        catch (Exception e) when (e is OperationInterruptedException or AlreadyClosedException && channel.CloseReason is { ReplyCode: Constants.NotFound or Constants.AccessRefused } reason)
        {
            return reason.ReplyText; // the broker closed the channel; the next letter opens another
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true }) return _channel;
        if (_channel is not null) await _channel.DisposeAsync();
        _channel = null;
        if (_connection is not { IsOpen: true }) _connection = await broker.ConnectAsync($"{identity.Name}-replay", cancellationToken);
        return _channel = await _connection.CreateChannelAsync(Confirmed, cancellationToken);
    }
}
