using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Oslo.Transport;

/// <summary>Puts notifications back into the queue they came from, each confirmed before the next.</summary>
/// <remarks>
/// Nobody may publish to OpenStack's exchanges or to the default exchange, and all that is bound to them would get the notification
/// a second time. So the queue gets an exchange of its own for the time being, <c>&lt;queue&gt;.altimeter-replay</c>, which falls under the rights on
/// <c>notifications.*</c>.
/// </remarks>
public sealed class RabbitNotificationReturn(IOptions<OsloOptions> options) : IAsyncDisposable
{
    private const string ExchangeSuffix = ".altimeter-replay";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (RabbitLink Link, ConfirmedPublish Channel)> _ways = new(StringComparer.Ordinal);
    private RabbitLink[]? _links;

    /// <summary>Puts one notification back.</summary>
    /// <param name="queue">Queue that it came from.</param>
    /// <param name="body">The body, unchanged.</param>
    /// <param name="contentType">Content type it came with.</param>
    /// <param name="compression">Header <c>compression</c> it came with; null when there was none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when the broker has confirmed it; else why it is not back.</returns>
    /// <exception cref="BrokerUnreachableException">A broker does not answer, or refuses the login.</exception>
    public async Task<string?> ReturnAsync(string queue, ReadOnlyMemory<byte> body, string contentType, string? compression, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            if (await OpenAsync(queue, deadline.Token) is not { } channel) return $"no broker of Oslo:TransportUrls has a queue {queue}";
            var properties = new BasicProperties { ContentType = contentType, DeliveryMode = DeliveryModes.Persistent };
            if (compression is not null) properties.Headers = new Dictionary<string, object?> { ["compression"] = compression };
            await channel.SendAsync(ExchangeOf(queue), queue, properties, body, deadline.Token);
            return null;
        }
        catch (PublishException e)
        {
            return e.IsReturn ? $"queue {queue} is gone" : $"queue {queue} is full";
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is Constants.AccessRefused or Constants.NotFound or Constants.PreconditionFailed)
        {
            return e.ShutdownReason!.ReplyText;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (_ways.Remove(queue, out var way)) await way.Channel.DisposeAsync();
            return $"no confirm of {queue} within {Deadline.TotalSeconds:0} s: it may be back or not";
        }
    }

    /// <summary>Removes the exchanges and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (queue, (link, channel)) in _ways)
        {
            await channel.DisposeAsync();
            await RemoveAsync(link, queue);
        }

        foreach (var link in _links ?? []) await link.DisposeAsync();
    }

    /// <summary>Name of the exchange through which a queue gets its notifications back.</summary>
    public static string ExchangeOf(string queue) => queue + ExchangeSuffix;

    /// <summary>Whether a notification that came through an exchange was put back on purpose: it is no repeat.</summary>
    public static bool IsReplay(string exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return exchange.EndsWith(ExchangeSuffix, StringComparison.Ordinal);
    }

    private static async Task RemoveAsync(RabbitLink link, string queue)
    {
        try
        {
            await using var channel = await (await link.OpenAsync(CancellationToken.None)).CreateChannelAsync();
            await channel.ExchangeDeleteAsync(ExchangeOf(queue));
        }
        catch (Exception e) when (e is OperationInterruptedException or BrokerUnreachableException)
        {
            // it is auto-delete: it goes with the queue at the latest
        }
    }

    private async Task<ConfirmedPublish?> OpenAsync(string queue, CancellationToken cancellationToken)
    {
        if (_ways.TryGetValue(queue, out var way) && way.Channel.IsOpen) return way.Channel;
        if (_ways.Remove(queue)) await way.Channel.DisposeAsync();
        _links ??= [.. OsloBrokers.Of(options.Value).Select(url => new RabbitLink(url, "altimeter-replay"))];
        foreach (var link in _links)
        {
            var connection = await link.OpenAsync(cancellationToken);
            if (!await ExistsAsync(connection, queue, cancellationToken)) continue;
            await using (var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken))
            {
                await channel.ExchangeDeclareAsync(ExchangeOf(queue), ExchangeType.Fanout, durable: false, autoDelete: true, cancellationToken: cancellationToken);
                await channel.QueueBindAsync(queue, ExchangeOf(queue), "", cancellationToken: cancellationToken);
            }

            var opened = await ConfirmedPublish.OpenAsync(connection, cancellationToken);
            _ways[queue] = (link, opened);
            return opened;
        }

        return null;
    }

    private static async Task<bool> ExistsAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }
}
