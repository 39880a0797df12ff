using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Oslo.Transport;

/// <summary>Exchanges and queues of notifications: taken as they are, and only what is missing is declared, as oslo.messaging would.</summary>
internal sealed class OsloTopology(OsloOptions options, TransportUrl url, ILogger logger)
{
    private const ushort NotFound = 404;
    private const ushort AccessRefused = 403;
    private const ushort PreconditionFailed = 406;

    private readonly bool _isQuorum = url.GetBoolean("rabbit_quorum_queue", options.Quorum);
    private readonly bool _isAutoDelete = url.GetBoolean("amqp_auto_delete", options.AutoDelete);

    private bool IsDurable => _isQuorum || url.GetBoolean("amqp_durable_queues", options.Durable);

    /// <summary>Makes sure that a queue, its exchanges and their bindings exist.</summary>
    /// <exception cref="OperationInterruptedException">The broker refuses.</exception>
    public async Task EnsureAsync(IConnection connection, string queue, IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        if (await EnsureQueueAsync(connection, queue, cancellationToken) && !IsDurable) logger.NotDurable(queue, url.ToString());
        foreach (var exchange in exchanges) await EnsureExchangeAsync(connection, exchange, cancellationToken);
        await BindAsync(connection, queue, exchanges, cancellationToken);
    }

    /// <summary>Arguments of a queue that is missing (spec/notifications.md A.1).</summary>
    internal Dictionary<string, object?> QueueArguments()
    {
        var arguments = new Dictionary<string, object?>();
        if (url.GetBoolean("rabbit_ha_queues", false)) arguments["x-ha-policy"] = "all";
        if (!_isQuorum) return arguments;

        arguments["x-queue-type"] = "quorum";
        AddUnlessZero("x-delivery-limit", url.GetInt32("rabbit_quorum_delivery_limit", options.QuorumDeliveryLimit));
        AddUnlessZero("x-max-in-memory-length", url.GetInt32("rabbit_quorum_max_memory_length", url.GetInt32("rabbit_quroum_max_memory_length", 0)));
        AddUnlessZero("x-max-in-memory-bytes", url.GetInt32("rabbit_quorum_max_memory_bytes", url.GetInt32("rabbit_quroum_max_memory_bytes", 0)));
        return arguments;

        void AddUnlessZero(string name, int value)
        {
            if (value != 0) arguments[name] = value;
        }
    }

    private Task<bool> EnsureQueueAsync(IConnection connection, string queue, CancellationToken cancellationToken) => EnsureAsync(
        connection,
        "queue",
        queue,
        channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken),
        channel => channel.QueueDeclareAsync(queue, IsDurable, exclusive: false, _isAutoDelete, QueueArguments(), cancellationToken: cancellationToken),
        cancellationToken);

    private Task<bool> EnsureExchangeAsync(IConnection connection, string exchange, CancellationToken cancellationToken) => EnsureAsync(
        connection,
        "exchange",
        exchange,
        channel => channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken),
        channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, IsDurable, _isAutoDelete, cancellationToken: cancellationToken),
        cancellationToken);

    // A refused declaration closes its channel, so each has one of its own. Somebody else may declare it between the two looks: then it is there.
    private async Task<bool> EnsureAsync(
        IConnection connection, string kind, string name, Func<IChannel, Task> look, Func<IChannel, Task> declare, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, look, cancellationToken)) return false;
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await declare(channel);
            logger.Declared(kind, name, url.ToString());
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == PreconditionFailed)
        {
            if (await ExistsAsync(connection, look, cancellationToken)) return false;
            throw;
        }
    }

    private static async Task<bool> ExistsAsync(IConnection connection, Func<IChannel, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await look(channel);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == NotFound)
        {
            return false;
        }
    }

    // A user that may only read cannot bind; then whoever declared the queue has bound it.
    private async Task BindAsync(IConnection connection, string queue, IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var exchange in exchanges)
        {
            try
            {
                await channel.QueueBindAsync(queue, exchange, routingKey: queue, cancellationToken: cancellationToken);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == AccessRefused)
            {
                logger.NotBound(exchange, url.ToString(), queue, e.ShutdownReason.ReplyText);
                return;
            }
        }
    }
}
