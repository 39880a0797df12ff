using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>Two routers in mode <c>Own</c>, as processes, and a sender that is the real oslo.messaging.</summary>
public sealed class OwnRoutersTests(RealServers servers) : IAsyncLifetime
{
    private BrokerAccess _access = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await servers.OsloMessagingAsync();
        _access = await (await servers.RabbitMqAsync()).CreateAccessAsync($"own-{Guid.NewGuid():N}"[..13], Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TwoRouters_DivideTheOwnQueuesAndNotificationsReachThemAndCeilometersQueue()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        foreach (var router in (ServiceProcess[])[first, second])
        {
            await Wait.UntilAsync("a share of the queues", OsloBroker.Limit, async token => await ConsumedAsync(router, token) is 3 or 4, Token);
            await Wait.UntilAsync(
                "the gauge", OsloBroker.Limit, async token => (await router.Http.GetStringAsync("/metrics", token)).Contains("altimeter_router_own_queue_messages{", StringComparison.Ordinal), Token);
        }

        await Wait.UntilAsync("one consumer each", OsloBroker.Limit, async token => await ConsumersAsync(token) is { Count: 7 } queues && queues.All(consumers => consumers == 1), Token);

        // oslo.messaging's sender declares Ceilometer's queue, and nobody consumes it.
        await OsloNotifier.SendSamplesAsync(_access.NotifierUrl, "messagingv2", [Sample()], Token);

        await Wait.UntilAsync("one on Ceilometer's queue", OsloBroker.Limit, token => DepthIsAsync(_access.OsloHost, name => name == "notifications.sample", 1, token), Token);
        await Wait.UntilAsync(
            "the sample in a lane", OsloBroker.Limit, token => DepthIsAsync(_access.ContractsHost, name => name.StartsWith("sample-pipeline-samples-", StringComparison.Ordinal), 1, token), Token);
    }

    private Task<ServiceProcess> StartAsync() => ServiceProcess.StartAsync(
        "Altimeter.NotificationRouter",
        new Dictionary<string, string>
        {
            ["RabbitMq:Url"] = _access.ContractsUrlOf("notification-router"),
            ["Oslo:TransportUrls:0"] = _access.OsloUrlOf("notification-router"),
            ["Oslo:QueueMode"] = "Own",
            ["Ceilometer:ConfigurationDirectory"] = "",
        },
        Token);

    // Health says of each queue that it is consumed, and how deep it is.
    private static async Task<int> ConsumedAsync(ServiceProcess router, CancellationToken token) => Regex.Count(
        await router.Http.GetStringAsync("/health/ready", token), "altimeter\\.notifications\\.[a-z]+ at [^\"]+\": *\"consuming; [0-9]+ messages, about 0 MiB: 0 % of its limit\"");

    private async Task<IReadOnlyList<int>> ConsumersAsync(CancellationToken token) => [.. from queue in await _access.Server.Management.QueuesAsync(_access.OsloHost, token)
        where queue.Key.StartsWith("altimeter.notifications.", StringComparison.Ordinal)
        select queue.Value.Consumers];

    private async Task<bool> DepthIsAsync(string virtualHost, Func<string, bool> isMeant, long messages, CancellationToken token) =>
        (await _access.Server.Management.QueuesAsync(virtualHost, token)).Where(queue => isMeant(queue.Key)).Sum(queue => Math.Max(0, queue.Value.Messages)) == messages;

    private static JsonObject Sample() => new()
    {
        ["counter_name"] = "hardware.cpu.load.1min",
        ["counter_type"] = "gauge",
        ["counter_unit"] = "process",
        ["counter_volume"] = 0.5,
        ["user_id"] = null,
        ["project_id"] = null,
        ["resource_id"] = "device-1",
        ["timestamp"] = "2026-01-01T00:00:00.000000",
        ["resource_metadata"] = new JsonObject(),
        ["source"] = "hardware",
        ["message_id"] = "0b9f1c3e-2a7d-4b1c-9b7e-0d3f5a6b7c8d",
        ["monotonic_time"] = null,
    };
}
