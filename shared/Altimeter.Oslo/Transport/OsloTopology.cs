using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Oslo.Transport;

/// <summary>Exchanges and queues of notifications: taken as they are, and only what is missing is declared, as oslo.messaging would; own queues as ours. One for each broker.</summary>
internal sealed class OsloTopology(OsloOptions options, TransportUrl url, ILogger logger) : IDisposable
{
    private readonly bool _isQuorum = url.GetBoolean("rabbit_quorum_queue", options.Quorum);
    private readonly bool _isAutoDelete = url.GetBoolean("amqp_auto_delete", options.AutoDelete);
    private readonly TopologyReport _report = new(url.ToString(), logger);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly HashSet<string> _prepared = new(StringComparer.Ordinal);
    private IConnection? _connection;

    /// <summary>Limits of own queues.</summary>
    public OwnQueueLimits OwnQueueLimits { get; init; } = new();

    private bool IsDurable => _isQuorum || url.GetBoolean("amqp_durable_queues", options.Durable);

    /// <summary>Makes sure that a queue, its exchanges and the bindings exist. The first call on a connection prepares the other queues as well.</summary>
    /// <remarks>An exchange that may not be declared or bound is told and left out: its senders declare queue and binding themselves.</remarks>
    /// <param name="connection">Open connection.</param>
    /// <param name="queue">The queue that is needed.</param>
    /// <param name="queues">All queues of this broker; what another one of them fails of is left to its own call.</param>
    /// <param name="exchanges">Exchanges that feed each of them.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="OperationInterruptedException">The broker refuses.</exception>
    public async Task EnsureAsync(
        IConnection connection, NotificationQueue queue, IReadOnlyList<NotificationQueue> queues, IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (ReferenceEquals(_connection, connection) && _prepared.Remove(queue.Name)) return;
            var isFirst = !ReferenceEquals(_connection, connection);
            var present = await EnsureExchangesAsync(connection, exchanges, cancellationToken);
            await EnsureQueueAsync(connection, queue, present, cancellationToken);
            if (isFirst) await PrepareAsync(connection, queues.Where(other => other != queue), present, cancellationToken);
        }
        finally
        {
            _report.Tell();
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

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

    // Queues are opened together: prepared one by one, each would look for every exchange, and tell of its own.
    private async Task PrepareAsync(IConnection connection, IEnumerable<NotificationQueue> queues, IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        _prepared.Clear();
        foreach (var queue in queues)
        {
            try
            {
                await EnsureQueueAsync(connection, queue, exchanges, cancellationToken);
                _prepared.Add(queue.Name);
            }
            catch (Exception e) when (connection.IsOpen && (e is OperationInterruptedException or TimeoutException))
            {
                // its own call meets it again and tells
            }
        }

        _connection = connection;
    }

    private async Task EnsureQueueAsync(IConnection connection, NotificationQueue queue, IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        var isNew = queue.IsOwn
            ? await DeclareOwnAsync(connection, queue.Name, cancellationToken)
            : await EnsureAsync(
                connection,
                channel => channel.QueueDeclarePassiveAsync(queue.Name, cancellationToken),
                channel => channel.QueueDeclareAsync(queue.Name, IsDurable, exclusive: false, _isAutoDelete, QueueArguments(), cancellationToken: cancellationToken),
                cancellationToken);
        if (isNew) _report.DeclaredQueue(queue.Name, queue.IsOwn || IsDurable);
        await BindAsync(connection, queue, exchanges, cancellationToken);
    }

    // Declared even when it is there: one with other arguments is refused instead of used without its limits. Gives whether it was missing.
    private async Task<bool> DeclareOwnAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        var isThere = await ExistsAsync(connection, channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken), cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, OwnQueueLimits.Arguments(), cancellationToken: cancellationToken);
        return !isThere;
    }

    private async Task<IReadOnlyList<string>> EnsureExchangesAsync(IConnection connection, IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        var present = new List<string>(exchanges.Count);
        foreach (var exchange in exchanges)
        {
            if (await EnsureExchangeAsync(connection, exchange, cancellationToken)) present.Add(exchange);
        }

        return present;
    }

    // Whether it is there now.
    private async Task<bool> EnsureExchangeAsync(IConnection connection, string exchange, CancellationToken cancellationToken)
    {
        try
        {
            var isNew = await EnsureAsync(
                connection,
                channel => channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken),
                channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, IsDurable, _isAutoDelete, cancellationToken: cancellationToken),
                cancellationToken);
            if (isNew) _report.DeclaredExchange(exchange);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            _report.Refused(exchange);
            return false;
        }
    }

    // Gives whether it was declared. A refused declaration closes its channel, so each has one of its own.
    private static async Task<bool> EnsureAsync(IConnection connection, Func<IChannel, Task> look, Func<IChannel, Task> declare, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, look, cancellationToken)) return false;
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await declare(channel);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
        {
            // Somebody else has declared it between the two looks: then it is there.
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
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }

    private async Task BindAsync(IConnection connection, NotificationQueue queue, IReadOnlyList<string> exchanges, CancellationToken cancellationToken)
    {
        for (var done = 0; done < exchanges.Count; done++)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                for (; done < exchanges.Count; done++) await channel.QueueBindAsync(queue.Name, exchanges[done], queue.RoutingKey, cancellationToken: cancellationToken);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.AccessRefused)
            {
                _report.Refused(exchanges[done]); // and its channel is closed: go on with the next on another
            }
        }
    }
}
