using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Lanes;

/// <summary>Holds the lanes that this process owns: opens and closes their endpoints at run time, as the ownership changes.</summary>
/// <remarks>Starts after the bus and before any intake; stops after the intake and before the bus.</remarks>
internal sealed class LaneHost(
    IServiceProvider services, BusComposition composition, ILaneOwnership ownership, IBusControl bus, BusKind kind, ILogger<LaneHost> logger, IMeterFactory meters)
    : IHostedService, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, ILaneEndpoint> _open = [];
    private bool _isStopping;

    /// <summary>Whether every lane that this process holds is consuming.</summary>
    public bool IsConsuming
    {
        get
        {
            lock (_open) return _open.Values.All(endpoint => endpoint.Ready.IsCompletedSuccessfully);
        }
    }

    /// <summary>Queues of the lanes held, with what waits in each behind the batch in work.</summary>
    public IReadOnlyList<(string Queue, bool IsConsuming, int Waiting)> Held
    {
        get
        {
            lock (_open) return [.. _open.Values.Select(endpoint => (endpoint.Queue, endpoint.Ready.IsCompletedSuccessfully, endpoint.Waiting))];
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create("Altimeter.Hosting");
        meter.CreateObservableGauge("altimeter.lanes.held", () => Held.Count, "{lane}", "Lanes that this process holds.");
        meter.CreateObservableGauge("altimeter.lanes.waiting", () => Held.Sum(lane => lane.Waiting), "{message}", "Messages taken from the broker that wait behind the batch in work.");

        ownership.Changed += OnOwnershipChanged;
        await ApplyAsync();

        // In memory nothing keeps a message for an endpoint that is not there yet. A broker does, and may be away: do not wait for it.
        if (kind == BusKind.InMemory)
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
            foreach (var endpoint in _open.Values) await endpoint.Ready.WaitAsync(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        ownership.Changed -= OnOwnershipChanged;
        await ApplyAsync();
    }

    public void Dispose() => _gate.Dispose();

    private void OnOwnershipChanged() => _ = ApplyAsync();

    private async Task ApplyAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            var wanted = _isStopping
                ? []
                : composition.Subscriptions.SelectMany(subscription => ownership.Owned(subscription.Lanes).Select(lane => (subscription, lane)))
                    .ToDictionary(key => key.subscription.Lanes.QueueOf(key.lane));

            await Task.WhenAll(_open.Keys.Except(wanted.Keys).ToList().Select(CloseAsync));
            foreach (var (queue, (subscription, lane)) in wanted.Where(entry => !_open.ContainsKey(entry.Key)))
            {
                var endpoint = (ILaneEndpoint)Activator.CreateInstance(typeof(LaneEndpoint<>).MakeGenericType(subscription.MessageType), services, subscription, lane)!;
                lock (_open) _open.Add(queue, endpoint);
                logger.LaneOpened(queue);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CloseAsync(string queue)
    {
        ILaneEndpoint? endpoint;
        lock (_open) _open.Remove(queue, out endpoint);
        if (endpoint is not null) await endpoint.DisposeAsync();
    }
}
