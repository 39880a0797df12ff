using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>Sends notifications until the broker has confirmed each, over any number of broken connections.</summary>
/// <param name="brokerUrl">Broker of the notifications.</param>
internal sealed class PatientPublisher(string brokerUrl) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Returns when it is confirmed; it may then be in the queue more than once.</summary>
    public async Task PublishAsync(byte[] body)
    {
        while (true)
        {
            try
            {
                using var limit = new CancellationTokenSource(Limit);
                var channel = await OpenAsync(limit.Token);
                await channel.BasicPublishAsync(SampleNotification.Exchange, SampleNotification.RoutingKey, mandatory: true, SampleNotification.Properties, body, limit.Token);
                return;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
            {
                await DisposeAsync();
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>Closes the connection; the next message opens another.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection) await connection.DisposeAsync();
        _connection = null;
        _channel = null;
    }

    // Declares as oslo.messaging does, so that it may come before the first router.
    private async Task<IChannel> OpenAsync(CancellationToken token)
    {
        if (_channel is { IsOpen: true }) return _channel;
        await DisposeAsync();
        _connection = await new ConnectionFactory { Uri = new Uri(brokerUrl), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(token);
        var channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        await channel.ExchangeDeclareAsync(SampleNotification.Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: token);
        await channel.QueueDeclareAsync(SampleNotification.RoutingKey, durable: true, exclusive: false, autoDelete: false, cancellationToken: token);
        await channel.QueueBindAsync(SampleNotification.RoutingKey, SampleNotification.Exchange, SampleNotification.RoutingKey, cancellationToken: token);
        return _channel = channel;
    }
}
