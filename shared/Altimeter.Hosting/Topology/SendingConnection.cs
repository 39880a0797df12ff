using Altimeter.Hosting.Configuration;
using RabbitMQ.Client;

namespace Altimeter.Hosting.Topology;

/// <summary>A second connection to the broker, for what must not travel on the one that consumes: declarations, dead letters, heartbeats.</summary>
/// <remarks>Under a memory alarm the broker blocks a connection that publishes; a consumer that published on its own connection would stop for good.</remarks>
internal sealed class SendingConnection(BrokerAddress broker, ServiceIdentity identity) : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SemaphoreSlim _connecting = new(1);
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

    /// <summary>Opens a channel of the caller's own, without confirms, connecting first when necessary; does not wait for <see cref="UseAsync"/>.</summary>
    public async Task<(IConnection Connection, IChannel Channel)> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        return (connection, await connection.CreateChannelAsync(cancellationToken: cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null) await _channel.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        _gate.Dispose();
        _connecting.Dispose();
    }

    private async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true }) return _channel;
        if (_channel is not null) await _channel.DisposeAsync();
        _channel = null;
        return _channel = await (await ConnectAsync(cancellationToken)).CreateChannelAsync(Confirmed, cancellationToken);
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true }) return _connection;
            if (_connection is not null) await _connection.DisposeAsync();
            _connection = null;
            return _connection = await broker.ConnectAsync($"{identity.Name}-sending", cancellationToken);
        }
        finally
        {
            _connecting.Release();
        }
    }
}
