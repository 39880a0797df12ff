using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Refit;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Registers the client of Gnocchi.</summary>
public static class GnocchiRegistration
{
    // Enough for the list of unknown resources of a full request; a proxy's page is cut.
    private const int MaxErrorBody = 4 * 1024 * 1024;

    /// <summary>Adds <see cref="IGnocchiApi"/>; <see cref="GnocchiOptions"/> must be registered.</summary>
    public static IHttpClientBuilder AddGnocchiApi(this IServiceCollection services) =>
        services.AddRefitGeneratedClient<IGnocchiApi>(_ => Settings())
            .ConfigureHttpClient((provider, client) => Configure(client, provider.GetRequiredService<IOptions<GnocchiOptions>>().Value))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .AddHttpMessageHandler(() => new SizedBodies())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);

    /// <summary>Settings of the generated client; for tests that bring their own <see cref="HttpClient"/>.</summary>
    internal static RefitSettings Settings()
    {
        var settings = RefitSettings.ForJsonContext(GnocchiJsonContext.Default);
        settings.MaxExceptionContentLength = MaxErrorBody;
        return settings;
    }

    /// <summary>Sets base address, time-out and headers.</summary>
    internal static void Configure(HttpClient client, GnocchiOptions options)
    {
        client.BaseAddress = new Uri(options.Endpoint.TrimEnd('/'));
        client.Timeout = options.Timeout;

        // Exactly this value: with */* in the list some versions answer errors as plain text.
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (options.Auth.Type == "basic")
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(options.Auth.User + ":"));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("basic", credentials);
        }
        else
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-User-Id", options.Auth.User);
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Project-Id", options.Auth.Project);
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Roles", options.Auth.Roles);
        }
    }
}
