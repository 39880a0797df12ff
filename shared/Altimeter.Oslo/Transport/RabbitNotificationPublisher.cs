using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Oslo.Transport;

/// <summary>Publishes notifications to the first broker, one at a time, each confirmed before the next.</summary>
/// <remarks>Unlike oslo.messaging it asks to be told when no queue takes a message, and then declares the queue again.</remarks>
public sealed class RabbitNotificationPublisher(IOptions<OsloOptions> options, TimeProvider time, ILogger<RabbitNotificationPublisher> logger)
    : INotificationPublisher, IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly RabbitLink _link = new(OsloBrokers.Of(options.Value)[0], "altimeter-notifier");
    private readonly HashSet<(string Exchange, string RoutingKey)> _declared = [];
    private readonly OsloTopology _topology = new(options.Value, OsloBrokers.Of(options.Value)[0], logger);
    private ConfirmedPublish? _channel;
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public async Task PublishAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    using var deadline = new CancellationTokenSource(Deadline, time);
                    using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
                    await TryPublishAsync(exchange, routingKey, body, either.Token);
                    return;
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested && !_isDisposed && IsTransient(e))
                {
                    await CloseChannelAsync();
                    var pause = BackOff.Pause(attempt);
                    logger.NotPublished(exchange, routingKey, _link.Broker, Describe(e), pause.TotalSeconds);
                    await Task.Delay(pause, time, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    await CloseChannelAsync();
                    throw;
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await CloseChannelAsync();
        await _link.DisposeAsync();
        _topology.Dispose();
        _gate.Dispose();
    }

    // What was declared may be gone as well, and a late confirm must not be taken for the next one's.
    private async Task CloseChannelAsync()
    {
        _declared.Clear();
        if (_channel is not null) await _channel.DisposeAsync();
        _channel = null;
    }

    private async Task TryPublishAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_channel is not { IsOpen: true })
        {
            await CloseChannelAsync();
            _channel = await ConfirmedPublish.OpenAsync(await _link.OpenAsync(cancellationToken), cancellationToken);
        }

        if (!_declared.Contains((exchange, routingKey)))
        {
            var connection = await _link.OpenAsync(cancellationToken);
            await _topology.EnsureAsync(connection, NotificationQueue.Shared(routingKey), [], [exchange], cancellationToken);
            _declared.Add((exchange, routingKey));
        }

        var properties = new BasicProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            DeliveryMode = DeliveryModes.Persistent,
            Priority = 0,
            Headers = new Dictionary<string, object?>(),
        };
        await _channel.SendAsync(exchange, routingKey, properties, body, cancellationToken);
    }

    private static bool IsTransient(Exception e) =>
        e is RabbitMQClientException or IOException or System.Net.Sockets.SocketException or OperationCanceledException or TimeoutException or ObjectDisposedException;

    private static string Describe(Exception e) => e switch
    {
        PublishException { IsReturn: true } => "no queue takes it",
        PublishException => "the broker refuses it",
        OperationCanceledException => "no answer in time",
        _ => e.GetBaseException().Message,
    };
}
