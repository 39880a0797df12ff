using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Servers;

/// <summary>Each service starts with its own broker user: its rights are enough for everything that it declares and consumes.</summary>
public sealed class ServiceAccessTests(RealServers servers) : IAsyncLifetime
{
    private BrokerAccess _access = null!;

    public async ValueTask InitializeAsync() =>
        _access = await (await servers.RabbitMqAsync()).CreateAccessAsync($"start-{Guid.NewGuid():N}"[..15], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("Altimeter.SnmpPoller", "snmp-poller", "sample-pipeline-samples-7")]
    [InlineData("Altimeter.NotificationRouter", "notification-router", "sample-pipeline-samples-7")]
    [InlineData("Altimeter.SamplePipeline", "sample-pipeline", "gnocchi-writer-samples-7")]
    [InlineData("Altimeter.GnocchiWriter", "gnocchi-writer", "gnocchi-writer-samples-7")]
    public async Task Start_OwnUser_BecomesReadyAndDeclaresItsQueues(string project, string service, string lastLane)
    {
        var token = TestContext.Current.CancellationToken;
        var settings = new Dictionary<string, string>
        {
            ["RabbitMq:Url"] = _access.ContractsUrlOf(service),
            ["Oslo:TransportUrls:0"] = _access.OsloUrlOf(service),
            ["Ceilometer:ConfigurationDirectory"] = "",
        };

        await using var process = await ServiceProcess.StartAsync(project, settings, token);

        await Wait.UntilAsync(
            $"queues {lastLane} and {service}-dead-letters",
            TimeSpan.FromSeconds(30),
            async inner =>
            {
                var queues = await _access.Server.Management.QueuesAsync(_access.ContractsHost, inner);
                return queues.ContainsKey(lastLane) && queues.ContainsKey($"{service}-dead-letters");
            },
            token);
    }
}
