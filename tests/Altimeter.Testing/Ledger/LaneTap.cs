using System.Globalization;
using System.Text.Json;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.Testing.Ledger;

/// <summary>Gets a copy of every sample at the exchanges where it enters a set of lanes: what the broker has confirmed to their senders, and nothing else.</summary>
public sealed class LaneTap : IAsyncDisposable
{
    private readonly RabbitMqServer _broker;
    private readonly string _virtualHost;
    private readonly string _queue;
    private readonly Action<Sample> _seen;
    private IConnection? _connection;

    private LaneTap(RabbitMqServer broker, string virtualHost, string queue, Action<Sample> seen) =>
        (_broker, _virtualHost, _queue, _seen) = (broker, virtualHost, queue, seen);

    /// <summary>Binds a durable queue to the exchange of collected samples, so that copies outlive a restart of the broker. Collect later with <see cref="DrainAsync"/>.</summary>
    public static Task<LaneTap> CreateAsync(RabbitMqServer broker, string virtualHost, string queue, Action<Sample> seen, CancellationToken cancellationToken) =>
        CreateAsync(broker, virtualHost, LaneSet.PipelineSamples, queue, seen, cancellationToken);

    /// <summary>As the other, for any set of lanes.</summary>
    public static async Task<LaneTap> CreateAsync(
        RabbitMqServer broker, string virtualHost, LaneSet lanes, string queue, Action<Sample> seen, CancellationToken cancellationToken)
    {
        var tap = new LaneTap(broker, virtualHost, queue, seen);
        await using var connection = await tap.ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        for (var lane = 0; lane < Lane.Count; lane++)
        {
            var exchange = lanes.Event ?? lanes.QueueOf(lane);
            await channel.ExchangeDeclareAsync(exchange, lanes.Event is null ? ExchangeType.Fanout : ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(queue, exchange, lane.ToString(CultureInfo.InvariantCulture), cancellationToken: cancellationToken);
        }

        return tap;
    }

    /// <summary>Hands over everything that waits in the tap, each message once: the broker is asked for one after the other, and says itself when there is none.</summary>
    /// <exception cref="InvalidOperationException">A message could not be read.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _connection ??= await ConnectAsync(cancellationToken);
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        while (await channel.BasicGetAsync(_queue, autoAck: false, cancellationToken) is { } delivery)
        {
            try
            {
                foreach (var sample in Read(delivery.Body)) _seen(sample);
            }
            catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
            {
                throw new InvalidOperationException("a message of the tap cannot be read or does not fit the ledger", e);
            }

            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellationToken);
        }
    }

    /// <summary>Removes the queue: the next tap starts afresh.</summary>
    public async ValueTask DisposeAsync()
    {
        await _broker.Management.DeleteQueueAsync(_virtualHost, _queue, CancellationToken.None);
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private static IReadOnlyList<Sample> Read(ReadOnlyMemory<byte> body)
    {
        using var envelope = JsonDocument.Parse(body);
        return SampleBlock.Unpack(envelope.RootElement.GetProperty("message").GetProperty("block").GetBytesFromBase64());
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = new Uri(_broker.UrlOf(_virtualHost)) }.CreateConnectionAsync(cancellationToken);
}
