using System.Text;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Oslo.Transport;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>Publishes as the poller's user of infra/rabbitmq, so that each test also shows that its rights are enough.</summary>
public sealed class RabbitNotificationPublisherTests(RealServers servers) : IAsyncLifetime
{
    private const string Exchange = "ceilometer";
    private const string Queue = "notifications.sample";

    private OsloBroker _broker = null!;
    private RabbitNotificationPublisher _publisher = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await OsloBroker.CreateAsync(await servers.RabbitMqAsync());
        var options = new OsloOptions { TransportUrls = [_broker.Access.OsloUrlOf("snmp-poller")] };
        _publisher = new RabbitNotificationPublisher(Options.Create(options), TimeProvider.System, NullLogger<RabbitNotificationPublisher>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Item18_NoConsumerEver_QueueIsThereAndHoldsTheMessage()
    {
        await PublishAsync("a");

        var message = await GetAsync();
        Assert.Equal("a", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal((Exchange, Queue), (message.Exchange, message.RoutingKey));
        var properties = message.BasicProperties;
        Assert.Equal(("application/json", "utf-8", DeliveryModes.Persistent), (properties.ContentType, properties.ContentEncoding, properties.DeliveryMode));
        Assert.Equal(0, properties.Priority);
        Assert.False(properties.IsMessageIdPresent() || properties.IsTimestampPresent() || properties.IsExpirationPresent() || properties.IsAppIdPresent());

        Assert.True(properties.Headers is null or { Count: 0 }); // the client reads an empty table as none
    }

    [Fact]
    public async Task PublishAsync_QueueThereWithOtherArguments_IsTakenAsItIs()
    {
        await _broker.Nova.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, cancellationToken: Token);
        await _broker.Nova.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 7 }, cancellationToken: Token);

        await PublishAsync("a");

        Assert.Equal("a", Encoding.UTF8.GetString((await GetAsync()).Body.Span));
    }

    [Fact]
    public async Task PublishAsync_QueueDeleted_IsDeclaredAgainAndNothingIsLost()
    {
        await PublishAsync("a");
        await _broker.Api.DeleteQueueAsync(_broker.Host, Queue, Token);

        await PublishAsync("b");

        Assert.Equal("b", Encoding.UTF8.GetString((await GetAsync()).Body.Span));
    }

    [Fact]
    public async Task PublishAsync_ConnectionClosed_IsOpenedAgain()
    {
        await PublishAsync("a");
        await Wait.UntilAsync(
            "the publisher's connection",
            OsloBroker.Limit,
            async token => await _broker.Api.CloseConnectionsAsync(_broker.Access.UserOf("snmp-poller"), token) > 0,
            Token);

        await PublishAsync("b");

        Assert.Equal("a", Encoding.UTF8.GetString((await GetAsync()).Body.Span));
        Assert.Equal("b", Encoding.UTF8.GetString((await GetAsync()).Body.Span));
    }

    [Fact]
    public async Task PublishAsync_SeveralAtOnce_EachArrivesOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => PublishAsync($"{i}")));

        var arrived = new List<string>();
        for (var i = 0; i < 50; i++) arrived.Add(Encoding.UTF8.GetString((await GetAsync()).Body.Span));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}").Order(), arrived.Order());
        Assert.Null(await _broker.Nova.BasicGetAsync(Queue, autoAck: true, Token));
    }

    [Fact]
    public async Task PublishAsync_ExchangeOutsideTheRights_IsHeldUntilCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        var publishing = _publisher.PublishAsync("nova", "notifications.info", "a"u8.ToArray(), cancelled.Token);
        await PublishRefusedAsync();
        Assert.False(publishing.IsCompleted);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing.WaitAsync(OsloBroker.Limit, Token));
    }

    // Behind a held publish others wait: one at a time, in order.
    private async Task PublishRefusedAsync()
    {
        using var waiting = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _publisher.PublishAsync(Exchange, Queue, "b"u8.ToArray(), waiting.Token));
    }

    private Task PublishAsync(string body) => _publisher.PublishAsync(Exchange, Queue, Encoding.UTF8.GetBytes(body), Token).WaitAsync(OsloBroker.Limit, Token);

    private async Task<BasicGetResult> GetAsync() => Assert.IsType<BasicGetResult>(await _broker.Nova.BasicGetAsync(Queue, autoAck: true, Token));
}
