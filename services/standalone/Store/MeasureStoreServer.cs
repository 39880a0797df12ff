using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Altimeter.Standalone.Store;

/// <summary>The measure store behind HTTP on 127.0.0.1, to which the writer talks as to a real Gnocchi.</summary>
public sealed partial class MeasureStoreServer : IAsyncDisposable
{
    private const int PortsTried = 100;

    private readonly WebApplication _app;

    private MeasureStoreServer(WebApplication app, MeasureStore store)
    {
        (_app, Store) = (app, store);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The store, for reading in this process.</summary>
    public MeasureStore Store { get; }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:8041/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Opens the store and starts to listen, on the next free port when the wanted one is in use.</summary>
    /// <exception cref="IOException">The data directory cannot be used, or none of 100 ports is free.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The database cannot be opened or is damaged.</exception>
    public static async Task<MeasureStoreServer> StartAsync(
        MeasureStoreOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var store = await MeasureStore.OpenAsync(options, time, cancellationToken);
        for (var port = options.Port; ; port++)
        {
            var app = Build(store, port, loggers);
            try
            {
                await app.StartAsync(cancellationToken);
                return new MeasureStoreServer(app, store);
            }
            catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException
                && options.Port != 0 && port < Math.Min(options.Port + PortsTried, IPEndPoint.MaxPort))
            {
                await app.DisposeAsync();
            }
            catch
            {
                await app.DisposeAsync();
                store.Dispose();
                throw;
            }
        }
    }

    /// <summary>Answers the requests that are in work, then stops and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Store.Dispose();
    }

    private static WebApplication Build(MeasureStore store, int port, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        var app = builder.Build();
        app.Use((http, next) =>
        {
            // The gnocchi command sends a double slash in some paths, and Gnocchi ignores empty segments.
            http.Request.Path = EmptySegments().Replace(http.Request.Path.Value ?? "", "/");
            return next(http);
        });
        app.UseRouting();
        app.MapMeasureStore(store);
        return app;
    }

    [GeneratedRegex("/{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex EmptySegments();
}
