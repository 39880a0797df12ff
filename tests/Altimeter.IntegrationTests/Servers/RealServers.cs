using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;

[assembly: AssemblyFixture(typeof(RealServers))]

namespace Altimeter.IntegrationTests.Servers;

/// <summary>The servers of a run: started together at its beginning, each awaited only by the tests that need it.</summary>
public sealed class RealServers : IAsyncLifetime
{
    private readonly CancellationTokenSource _stopStarting = new(TimeSpan.FromMinutes(20));
    private Task<RabbitMqServer> _rabbitMq = null!;
    private Task<GnocchiServer> _gnocchi = null!;
    private Task<SnmpdServer> _snmpd = null!;

    /// <summary>A private RabbitMQ; skips the test where there can be none, or fails it when the environment variable CI is <c>true</c>.</summary>
    public Task<RabbitMqServer> RabbitMqAsync() => RequireAsync(() => _rabbitMq);

    /// <summary>A private Gnocchi, or as <see cref="RabbitMqAsync"/>.</summary>
    public Task<GnocchiServer> GnocchiAsync() => RequireAsync(() => _gnocchi);

    /// <summary>A private snmpd, or as <see cref="RabbitMqAsync"/>.</summary>
    public Task<SnmpdServer> SnmpdAsync() => RequireAsync(() => _snmpd);

    /// <summary>Makes sure that oslo.messaging can be used, or as <see cref="RabbitMqAsync"/>.</summary>
    public async Task OsloMessagingAsync() => await RequireAsync(async () =>
    {
        await OsloNotifier.EnsureAsync(TestContext.Current.CancellationToken);
        return true;
    });

    /// <summary>Makes sure that Ceilometer's agents can be run, or as <see cref="RabbitMqAsync"/>.</summary>
    public async Task CeilometerAsync() => await RequireAsync(async () =>
    {
        await CeilometerAgent.EnsureAsync(TestContext.Current.CancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask InitializeAsync()
    {
        var packages = InstallAsync();
        _rabbitMq = AfterAsync(packages, RabbitMqServer.StartAsync);
        _gnocchi = AfterAsync(packages, inner => GnocchiServer.StartAsync(inner));
        _snmpd = AfterAsync(packages, SnmpdServer.StartAsync);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopStarting.CancelAsync();
        await Task.WhenAll(EndAsync(_rabbitMq), EndAsync(_gnocchi), EndAsync(_snmpd));
        _stopStarting.Dispose();
    }

    /// <summary>Awaits a server that a test needs; skips the test where there can be none, or fails it when the environment variable CI is <c>true</c>.</summary>
    public static async Task<T> RequireAsync<T>(Func<Task<T>> server)
    {
        try
        {
            return await server();
        }
        catch (NotRunException e) when (Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static async Task EndAsync<T>(Task<T> server)
        where T : IAsyncDisposable
    {
        await Task.WhenAny(server);
        if (server.IsCompletedSuccessfully) await (await server).DisposeAsync();
    }

    // One installation for all is quicker than one after another; whoever lacks its own then says so itself.
    private async Task InstallAsync()
    {
        try
        {
            await DebianPackages.EnsureAsync(
                [.. DebianPackages.RabbitMq, .. DebianPackages.Gnocchi, .. DebianPackages.Snmpd, .. DebianPackages.OsloMessaging, .. DebianPackages.Ceilometer], _stopStarting.Token);
        }
        catch (NotRunException)
        {
        }
    }

    private async Task<T> AfterAsync<T>(Task packages, Func<CancellationToken, Task<T>> start)
    {
        await packages;
        return await start(_stopStarting.Token);
    }
}
