using System.Globalization;
using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.IntegrationTests.Drills;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>Sends notifications of one sample each, whose volume is its number.</summary>
internal sealed class NumberedNotifications : IAsyncDisposable
{
    private const int Together = 100;

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private NumberedNotifications(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>Numbers sent and confirmed so far, from 0.</summary>
    public int Sent { get; private set; }

    /// <summary>Connects; the exchange and its queue must be there.</summary>
    public static async Task<NumberedNotifications> CreateAsync(RabbitMqServer broker, string virtualHost, CancellationToken token)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker.UrlOf(virtualHost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(token);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        return new NumberedNotifications(connection, channel);
    }

    /// <summary>The number of a sample of ours.</summary>
    public static int NumberOf(Sample sample) => int.Parse(Encoding.UTF8.GetString(sample.Volume.Span), CultureInfo.InvariantCulture);

    /// <summary>Numbers that an agent has published so far.</summary>
    public static IReadOnlyList<int> NumbersOf(CeilometerAgent agent) => [.. agent.ReadPublished().Select(sample => sample.GetProperty("volume").GetInt32())];

    /// <summary>Sends the next numbers, as fast as the broker confirms them.</summary>
    public async Task SendAsync(int count, CancellationToken token)
    {
        for (var end = Sent + count; Sent < end;)
        {
            var numbers = Enumerable.Range(Sent, Math.Min(Together, end - Sent)).ToList();
            await Task.WhenAll(numbers.Select(number => _channel.BasicPublishAsync(
                SampleNotification.Exchange, SampleNotification.RoutingKey, mandatory: true, SampleNotification.Properties, Body(number), token).AsTask()));
            Sent += numbers.Count;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static byte[] Body(int number) =>
        SampleNotification.Body("numbered", [($"numbered-{number % 50}", number, TimeProvider.System.GetUtcNow())]);
}
