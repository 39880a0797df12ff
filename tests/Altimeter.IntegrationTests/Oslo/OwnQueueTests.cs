using System.Globalization;
using System.Text;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Oslo.Transport;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>Mode <c>Own</c> beside a Ceilometer, as the user of infra/rabbitmq.</summary>
public sealed class OwnQueueTests(RealServers servers) : IAsyncLifetime
{
    private const string Own = "altimeter.notifications.info";

    private OsloBroker _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _broker = await OsloBroker.CreateAsync(await servers.RabbitMqAsync());

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task RunAsync_BesideCeilometer_BothGetEveryNotification()
    {
        await DeclareCeilometersAsync();
        await using var source = await StartAsync(Options());

        await _broker.PublishAsync(1, 3);

        Assert.Equal([1, 2, 3], await source.FinishAsync(3));
        await _broker.WaitForQueueAsync("Ceilometer's three", queue => queue is { Messages: 3, Consumers: 0 });
        await WaitForOwnAsync("ours acknowledged", queue => queue is { Messages: 0, Consumers: 1 });
    }

    [Fact]
    public async Task RunAsync_NothingThere_OwnQueuesOfEveryPriorityAndNoneOfCeilometers()
    {
        await using var source = await StartAsync(new OsloOptions { TransportUrls = [Url], QueueMode = OsloQueueMode.Own });

        var queues = (await _broker.GetAsync("queues/{host}")).AsArray();
        Assert.Equal(7, queues.Count);
        foreach (var queue in queues)
        {
            var name = (string)queue!["name"]!;
            Assert.StartsWith("altimeter.notifications.", name, StringComparison.Ordinal);
            Assert.Equal(("quorum", true, false), ((string)queue["type"]!, (bool)queue["durable"]!, (bool)queue["auto_delete"]!));
            Assert.Equal(
                ["x-delivery-limit=1000000", "x-expires=86400000", "x-max-length-bytes=1073741824", "x-max-length=1000000", "x-overflow=drop-head", "x-queue-type=quorum"],
                queue["arguments"]!.AsObject().Select(argument => $"{argument.Key}={argument.Value}").Order(StringComparer.Ordinal));
            var bindings = (await _broker.GetAsync($"queues/{{host}}/{name}/bindings")).AsArray().Where(binding => (string)binding!["source"]! != "").ToList();
            Assert.Equal(15, bindings.Select(binding => (string)binding!["source"]!).Distinct().Count());
            Assert.All(bindings, binding => Assert.Equal(name["altimeter.".Length..], (string)binding!["routing_key"]!));
        }

        var nova = await _broker.GetAsync("exchanges/{host}/nova");
        Assert.Equal(("topic", false, false), ((string)nova["type"]!, (bool)nova["durable"]!, (bool)nova["auto_delete"]!)); // as in mode Shared
        Assert.Empty(source.LinesOf("not durable"));
    }

    [Fact]
    public async Task RunAsync_QueueThereWithOtherArguments_IsNotUsed()
    {
        await _broker.Nova.QueueDeclareAsync(Own, durable: true, exclusive: false, autoDelete: false, cancellationToken: Token);

        await using var source = new RunningSource(Options());

        await Wait.UntilAsync(
            "the refusal", OsloBroker.Limit, _ => Task.FromResult(source.State.Queues.Values.Any(state => state.Contains("inequivalent arg", StringComparison.Ordinal))), Token);
        Assert.False(source.State.IsConsuming);
    }

    [Fact]
    public async Task RunAsync_StartedAgain_GoesOnWithWhatWaited()
    {
        await DeclareCeilometersAsync();
        await using (var first = await StartAsync(Options()))
        {
            await first.RequestStopAsync();
            await first.StoppedAsync();
        }

        await _broker.PublishAsync(1, 2);
        await using var second = await StartAsync(Options());

        Assert.Equal([1, 2], await second.FinishAsync(2));
        Assert.Empty(second.LinesOf("Declared"));
    }

    [Fact]
    public async Task RunAsync_OwnQueueFull_DropsItsHeadAndThePublisherAndCeilometerLoseNothing()
    {
        await DeclareCeilometersAsync();
        await using var source = await StartAsync(Options(prefetch: 2), new OwnQueueLimits { Messages = 5 });
        await _broker.PublishAsync(1, 2);
        await WaitForOwnAsync("two in work", queue => queue.Unacknowledged == 2);

        await _broker.PublishAsync(3, 18); // each confirmed: none is refused

        await _broker.WaitForQueueAsync("all of Ceilometer's", queue => queue.Messages == 20);
        Assert.Equal([1, 2, 16, 17, 18, 19, 20], await source.FinishAsync(7));
        await WaitForOwnAsync("nothing left", queue => queue.Messages == 0);
    }

    [Fact]
    public async Task RunAsync_80PercentOfTheMessages_IsToldOnceAndShownInTheState()
    {
        await using var source = await StartAsync(Options(prefetch: 1), new OwnQueueLimits { Messages = 10, LookEvery = TimeSpan.FromMilliseconds(50) });
        await _broker.PublishAsync(1, 1);
        await WaitForOwnAsync("one in work", queue => queue.Unacknowledged == 1);

        await _broker.PublishAsync(2, 7);
        await WaitForFillAsync(source, 0.7);
        Assert.Empty(Warnings(source));

        await _broker.PublishAsync(9, 1);
        await WaitForFillAsync(source, 0.8);
        await _broker.PublishAsync(10, 1);
        await WaitForFillAsync(source, 0.9);

        var warning = Assert.Single(Warnings(source));
        Assert.StartsWith($"Warning: {Own} at ", warning, StringComparison.Ordinal);
        Assert.Contains("8 messages", warning, StringComparison.Ordinal);
        Assert.Contains("80 % of its limit", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_80PercentOfTheBytes_IsTold()
    {
        await using var source = await StartAsync(Options(prefetch: 1), new OwnQueueLimits { Bytes = 10_000, LookEvery = TimeSpan.FromMilliseconds(50) });

        for (var i = 0; i < 8; i++) await PublishAsync(i, 1000);
        await WaitForFillAsync(source, 0.7); // the eighth is in work
        Assert.Empty(Warnings(source));
        await PublishAsync(8, 1000);

        await Wait.UntilAsync("the warning", OsloBroker.Limit, _ => Task.FromResult(Warnings(source).Count == 1), Token);
        Assert.Contains("about 0.008 MiB: 80 %", Warnings(source)[0], StringComparison.Ordinal);
    }

    private string Url => _broker.Access.OsloUrlOf("notification-router");

    private OsloOptions Options(int prefetch = 400) => new()
    {
        TransportUrls = [Url],
        Exchanges = [OsloBroker.Exchange],
        Priorities = ["info"],
        QueueMode = OsloQueueMode.Own,
        BatchSize = Math.Min(prefetch, 100),
        Prefetch = prefetch,
    };

    private static async Task<RunningSource> StartAsync(OsloOptions options, OwnQueueLimits? limits = null)
    {
        var source = new RunningSource(options, limits: limits);
        await source.WaitUntilConsumingAsync();
        return source;
    }

    // As ceilometer-agent-notification does.
    private async Task DeclareCeilometersAsync()
    {
        await _broker.Nova.ExchangeDeclareAsync(OsloBroker.Exchange, ExchangeType.Topic, cancellationToken: Token);
        await _broker.Nova.QueueDeclareAsync(OsloBroker.Queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Token);
        await _broker.Nova.QueueBindAsync(OsloBroker.Queue, OsloBroker.Exchange, OsloBroker.Queue, cancellationToken: Token);
    }

    private async Task PublishAsync(int number, int size) => await _broker.Nova.BasicPublishAsync(
        OsloBroker.Exchange, OsloBroker.Queue, mandatory: true, new BasicProperties(), Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadLeft(size)), Token);

    private Task WaitForOwnAsync(string what, Func<QueueState, bool> condition) => Wait.UntilAsync(
        what, OsloBroker.Limit, async token => (await _broker.Api.QueuesAsync(_broker.Host, token)).TryGetValue(Own, out var state) && condition(state), Token);

    private static Task WaitForFillAsync(RunningSource source, double fill) => Wait.UntilAsync(
        $"{fill} of the limit", OsloBroker.Limit, _ => Task.FromResult(source.State.OwnQueues.Values.Any(depth => Math.Abs(depth.Fill - fill) < 0.001)), Token);

    private static IReadOnlyList<string> Warnings(RunningSource source) => source.LinesOf("the one exception to the promise");
}
