using Altimeter.IntegrationTests.Drills;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>What the reference is drilled on: a broker and a Gnocchi of its own, a proxy between, and a real ceilometer-agent-notification with the gnocchi publisher.</summary>
public sealed class ReferenceServers : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _started = [];
    private Task? _ready;

    public RabbitMqServer Broker { get; private set; } = null!;

    public BrokerAccess Access { get; private set; } = null!;

    public GnocchiServer Gnocchi { get; private set; } = null!;

    public CountingProxy Proxy { get; private set; } = null!;

    public CeilometerAgent Agent { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        _ready = StartAsync();
        return ValueTask.CompletedTask;
    }

    /// <summary>Everything runs; skips the test where it cannot, or fails it when CI is <c>true</c>.</summary>
    public Task ReadyAsync() => RealServers.RequireAsync(async () =>
    {
        await _ready!;
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_ready!);
        foreach (var server in Enumerable.Reverse(_started)) await server.DisposeAsync();
    }

    private async Task StartAsync()
    {
        var token = CancellationToken.None;
        await CeilometerAgent.EnsureAsync(token);
        Broker = Started(await RabbitMqServer.StartAsync(token));
        Access = await Broker.CreateAccessAsync("reference", token);
        Gnocchi = Started(await GnocchiServer.StartAsync(token, processingDelay: 5));
        Proxy = Started(await CountingProxy.StartAsync(Gnocchi.Endpoint));
        Agent = Started(await CeilometerAgent.StartWithGnocchiAsync(Broker, Access.OsloHost, Proxy.Endpoint, DrillServers.ResourceDefinitions, token));
    }

    private T Started<T>(T server)
        where T : IAsyncDisposable
    {
        _started.Add(server);
        return server;
    }
}
