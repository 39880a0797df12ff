using Altimeter.Hosting.Configuration;
using RabbitMQ.Client;

namespace Altimeter.Hosting.Topology;

/// <summary>A second connection to the broker, for what must not travel on the one that consumes: declarations, dead letters, heartbeats.</summary>
/// <remarks>Under a memory alarm the broker blocks a connection that publishes; a consumer that published on its own connection would stop for good.</remarks>
internal sealed class SendingConnection(BrokerAddress broker, ServiceIdentity identity) : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly SemaphoreSlim _gate = new(1);
    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Uses the one channel, connecting first when it is not open; calls do not overlap.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker does not answer.</exception>
    public async Task UseAsync(Func<IChannel, CancellationToken, Task> use, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await use(await OpenChannelAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null) await _channel.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true }) return _channel;
        if (_channel is not null) await _channel.DisposeAsync();
        _channel = null;

        if (_connection is not { IsOpen: true })
        {
            if (_connection is not null) await _connection.DisposeAsync();
            _connection = null;
            _connection = await broker.ConnectAsync($"{identity.Name}-sending", cancellationToken);
        }

        return _channel = await _connection.CreateChannelAsync(Confirmed, cancellationToken);
    }
}
