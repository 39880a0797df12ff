using System.Diagnostics.Metrics;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Topology;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Membership;

/// <summary>The memberships of this process, one per service that it runs. Says that it leaves before anything else stops; its heartbeats end last.</summary>
internal sealed class MembershipHost : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<HeartbeatLink> _links;
    private Task _running = Task.CompletedTask;

    public MembershipHost(BusComposition composition, SendingConnection connection, BrokerPeer broker, TimeProvider time, ILoggerFactory loggers, IMeterFactory meters)
    {
        var replica = ReplicaId.New(Environment.MachineName);
        var logger = loggers.CreateLogger<Membership>();
        Memberships = composition.Roles.Order(StringComparer.Ordinal).ToDictionary(role => role, role => new Membership(role, replica, time, logger));

        var meter = meters.Create("Altimeter.Hosting");
        var unreadable = meter.CreateCounter<long>("altimeter.heartbeats.unreadable", "{heartbeat}", "Heartbeats that could not be read and were ignored.");
        meter.CreateObservableGauge("altimeter.claims.unheld", () => Measure(membership => membership.UnheldCount), "{key}", "Lanes or notification queues that no replica has held for 30 s.");
        meter.CreateObservableGauge("altimeter.replicas", () => Measure(membership => membership.View.Others.Count + 1), "{replica}", "Live replicas of a service, this one included.");
        meter.CreateObservableGauge(
            "altimeter.replicas.clock.difference",
            () => Measure(membership => membership.View.Others.Select(other => other.ClockDifference.Duration().TotalSeconds).DefaultIfEmpty().Max()),
            "s",
            "Largest difference between a replica's clock and ours.");
        _links = [.. Memberships.Values.Select(membership => new HeartbeatLink(membership, connection, broker, time, unreadable, loggers.CreateLogger<HeartbeatLink>()))];
    }

    /// <summary>By service.</summary>
    public IReadOnlyDictionary<string, Membership> Memberships { get; }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_links.Select(link => Task.Run(() => link.RunAsync(_stop.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var membership in Memberships.Values) membership.Leave();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    private IEnumerable<Measurement<double>> Measure(Func<Membership, double> value) =>
        Memberships.Values.Select(membership => new Measurement<double>(value(membership), new KeyValuePair<string, object?>("service", membership.Service)));
}
