using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Oslo.Transport;

/// <summary>An own queue that is there.</summary>
/// <param name="Name">Name, e.g. <c>altimeter.notifications.info</c>.</param>
/// <param name="Broker">Address of its broker, one of <see cref="OwnQueues.Brokers"/>.</param>
/// <param name="Messages">Notifications that wait in it.</param>
/// <param name="Consumers">Who takes them.</param>
public sealed record OwnQueue(string Name, string Broker, long Messages, int Consumers);

/// <summary>Finds and removes what <see cref="OsloQueueMode.Own"/> has declared: queues of every priority of the topics, and with them their bindings.</summary>
/// <remarks>Exchanges stay: they have OpenStack's names, and its services publish to them.</remarks>
public sealed class OwnQueues : IAsyncDisposable
{
    private readonly IReadOnlyList<NotificationQueue> _queues;
    private readonly Dictionary<string, RabbitLink> _links = new(StringComparer.Ordinal);

    /// <summary>Opens nothing yet.</summary>
    public OwnQueues(IOptions<OsloOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _queues = options.Value.PossibleOwnQueues;
        foreach (var url in OsloBrokers.Of(options.Value)) _links.TryAdd(url.ToString(), new RabbitLink(url, "altimeter-unbind"));
    }

    /// <summary>Addresses of the brokers, without users and passwords.</summary>
    public IReadOnlyCollection<string> Brokers => _links.Keys;

    /// <summary>The own queues that a broker has.</summary>
    /// <exception cref="BrokerUnreachableException">No host of it answers, or the login is refused.</exception>
    /// <exception cref="OperationInterruptedException">The broker refuses.</exception>
    public async Task<IReadOnlyList<OwnQueue>> FindAsync(string broker, CancellationToken cancellationToken)
    {
        var connection = await _links[broker].OpenAsync(cancellationToken);
        var found = new List<OwnQueue>();
        foreach (var queue in _queues)
        {
            try
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                var state = await channel.QueueDeclarePassiveAsync(queue.Name, cancellationToken);
                found.Add(new OwnQueue(queue.Name, broker, state.MessageCount, (int)state.ConsumerCount));
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // not declared, or gone already
            }
        }

        return found;
    }

    /// <summary>Removes a queue with its bindings, whoever consumes it.</summary>
    /// <returns>Notifications that were in it.</returns>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public async Task<long> RemoveAsync(OwnQueue queue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var connection = await _links[queue.Broker].OpenAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        return await channel.QueueDeleteAsync(queue.Name, ifUnused: false, ifEmpty: false, noWait: false, cancellationToken); // a quorum queue knows no "if unused"
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links.Values) await link.DisposeAsync();
    }
}
