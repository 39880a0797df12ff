using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Testing.Launchers;

/// <summary>Sends notifications with the real oslo.messaging Notifier.</summary>
public static class OsloNotifier
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Makes sure that oslo.messaging is installed.</summary>
    /// <exception cref="NotRunException">It is not, and cannot be installed.</exception>
    public static Task EnsureAsync(CancellationToken cancellationToken) => DebianPackages.EnsureAsync(DebianPackages.OsloMessaging, cancellationToken);

    /// <summary>Sends samples as one <c>telemetry.polling</c> notification, as ceilometer-polling does: exchange <c>ceilometer</c>, level sample.</summary>
    /// <param name="transportUrl">oslo.messaging's form, e.g. <see cref="BrokerAccess.NotifierUrl"/>.</param>
    /// <param name="driver"><c>messagingv2</c>, or <c>messaging</c> for the bare message without envelope.</param>
    /// <param name="samples">Sample dictionaries with Ceilometer's members (<c>counter_name</c>, …).</param>
    /// <param name="cancellationToken">Kills the sender.</param>
    public static Task SendSamplesAsync(string transportUrl, string driver, JsonArray samples, CancellationToken cancellationToken) =>
        SendAsync(
            new JsonObject
            {
                ["url"] = transportUrl,
                ["driver"] = driver,
                ["exchange"] = "ceilometer",
                ["publisher_id"] = "ceilometer.polling",
                ["event_type"] = "telemetry.polling",
                ["level"] = "sample",
                ["payload"] = new JsonObject { ["samples"] = samples.DeepClone() },
            },
            cancellationToken);

    /// <summary>Sends one notification described by <c>url, driver, exchange, publisher_id, event_type, level, payload</c> and, optionally, <c>context</c>.</summary>
    public static async Task SendAsync(JsonObject notification, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        using var folder = new TemporaryFolder("notifier");
        var request = folder.Write("request.json", notification.ToJsonString(new JsonSerializerOptions()));
        await Shell.RunAsync(
            ["/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Scripts", "notify.py"), request],
            Limit,
            PythonEnvironment.Variables,
            cancellationToken: cancellationToken);
    }
}
