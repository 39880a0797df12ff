using Altimeter.IntegrationTests.Servers;
using Altimeter.Oslo.Transport;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary><c>notification-router unbind</c> by the real executable, as the user of infra/rabbitmq.</summary>
public sealed class UnbindTests(RealServers servers) : IAsyncLifetime
{
    private static readonly string[] Own = [.. Array.ConvertAll(["audit", "critical", "debug", "error", "info", "sample", "warn"], priority => $"altimeter.notifications.{priority}")];

    private OsloBroker _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _broker = await OsloBroker.CreateAsync(await servers.RabbitMqAsync());

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Unbind_AfterATrial_RemovesEveryOwnQueueAndNothingOfCeilometers()
    {
        await DeclareCeilometersAsync();
        await TryOutAsync(_broker);
        await _broker.PublishAsync(1, 3);

        var (dryCode, dryOutput, _) = await RunAsync([Url(_broker)], "--dry-run");
        Assert.Equal(0, dryCode);
        Assert.Equal(Own.Select(queue => $"would remove {queue} at {At(_broker)} with {(queue.EndsWith("info", StringComparison.Ordinal) ? 3 : 0)} messages"), dryOutput);
        Assert.Equal([.. Own, OsloBroker.Queue], await QueuesAsync());

        var (code, output, errors) = await RunAsync([Url(_broker)]);
        Assert.Equal(0, code);
        Assert.Equal(dryOutput.Select(line => line.Replace("would remove", "removed", StringComparison.Ordinal)), output);
        Assert.DoesNotContain(_broker.Access.Passwords["notification-router"], string.Concat(output) + errors, StringComparison.Ordinal);
        Assert.Equal([OsloBroker.Queue], await QueuesAsync());
        await _broker.WaitForQueueAsync("Ceilometer's three", queue => queue.Messages == 3);
        var bindings = (await _broker.GetAsync("bindings/{host}")).AsArray().Where(binding => (string)binding!["source"]! != "");
        Assert.Equal([OsloBroker.Queue], bindings.Select(binding => (string)binding!["destination"]!));

        var (againCode, againOutput, againErrors) = await RunAsync([Url(_broker)]);
        Assert.Equal(0, againCode);
        Assert.Empty(againOutput);
        Assert.Contains($"no own queues at {At(_broker)}", againErrors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unbind_RouterAtWork_IsRefusedAndWithForceDone()
    {
        await using var source = new RunningSource(Options(_broker, "info", "error"));
        await source.WaitUntilConsumingAsync();

        var (code, output, errors) = await RunAsync([Url(_broker)]);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains($"error: {Own[4]} at {At(_broker)} has 1 consumer", errors, StringComparison.Ordinal);
        Assert.Contains("nothing is removed: stop the routers in mode Own first, or use --force", errors, StringComparison.Ordinal);
        Assert.Equal([Own[3], Own[4]], await QueuesAsync());

        var (forcedCode, forcedOutput, _) = await RunAsync([Url(_broker)], "--force");
        Assert.Equal(0, forcedCode);
        Assert.Equal([$"removed {Own[3]} at {At(_broker)} with 0 messages", $"removed {Own[4]} at {At(_broker)} with 0 messages"], forcedOutput);
    }

    [Fact]
    public async Task Unbind_SeveralBrokersAndOneAway_RemovesAtTheOthersAndEndsWith3()
    {
        await using var second = await OsloBroker.CreateAsync(await servers.RabbitMqAsync());
        foreach (var broker in (OsloBroker[])[_broker, second]) await TryOutAsync(broker, "info");

        var (code, output, errors) = await RunAsync([Url(_broker), $"rabbit://user:hidden@127.0.0.1:{FreePorts.Tcp()}/", Url(second)]);

        Assert.Equal(3, code);
        Assert.Equal([$"removed {Own[4]} at {At(_broker)} with 0 messages", $"removed {Own[4]} at {At(second)} with 0 messages"], output);
        Assert.Contains("error: rabbit://127.0.0.1", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unbind_UserOfAnotherService_IsRefused()
    {
        await TryOutAsync(_broker, "info");

        var (code, output, errors) = await RunAsync([_broker.Access.OsloUrlOf("snmp-poller")]);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("ACCESS_REFUSED", errors, StringComparison.Ordinal);
        Assert.Equal([Own[4]], await QueuesAsync());
    }

    private static string Url(OsloBroker broker) => broker.Access.OsloUrlOf("notification-router");

    private static string At(OsloBroker broker) => TransportUrl.TryParse(Url(broker), out var url, out var error) ? url.ToString() : throw new InvalidOperationException(error);

    private static OsloOptions Options(OsloBroker broker, params string[] priorities) => new()
    {
        TransportUrls = [Url(broker)],
        Exchanges = [OsloBroker.Exchange],
        Priorities = priorities,
        QueueMode = OsloQueueMode.Own,
    };

    // A router that has run and is stopped.
    private static async Task TryOutAsync(OsloBroker broker, params string[] priorities)
    {
        await using var source = new RunningSource(Options(broker, priorities));
        await source.WaitUntilConsumingAsync();
        await source.RequestStopAsync();
        await source.StoppedAsync();
    }

    private static async Task<(int Code, IReadOnlyList<string> Output, string Errors)> RunAsync(IReadOnlyList<string> urls, params string[] options)
    {
        var settings = urls.Index().ToDictionary(url => $"Oslo:TransportUrls:{url.Index}", url => url.Item);
        settings["Ceilometer:ConfigurationDirectory"] = "";
        await using var process = await ServiceProcess.LaunchAsync("Altimeter.NotificationRouter", settings, ["unbind", .. options]);
        var code = await process.Exited.WaitAsync(OsloBroker.Limit, Token);
        return (code, process.Output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), process.Errors.Text);
    }

    private async Task<IEnumerable<string>> QueuesAsync() => (await _broker.Api.QueuesAsync(_broker.Host, Token)).Keys.Order(StringComparer.Ordinal);

    private async Task DeclareCeilometersAsync()
    {
        await _broker.Nova.ExchangeDeclareAsync(OsloBroker.Exchange, ExchangeType.Topic, cancellationToken: Token);
        await _broker.Nova.QueueDeclareAsync(OsloBroker.Queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Token);
        await _broker.Nova.QueueBindAsync(OsloBroker.Queue, OsloBroker.Exchange, OsloBroker.Queue, cancellationToken: Token);
    }
}
