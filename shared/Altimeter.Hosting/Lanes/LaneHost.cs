using System.Diagnostics.Metrics;
using Altimeter.Contracts.V1;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Lanes;

/// <summary>Holds the lanes that this process owns: opens and closes their endpoints at run time, as the ownership changes.</summary>
/// <remarks>Starts after the bus and before any intake; stops after the intake and before the bus.</remarks>
internal sealed class LaneHost(
    IServiceProvider services, BusComposition composition, ILaneOwnership ownership, IBusControl bus, BusKind kind, ILogger<LaneHost> logger, IMeterFactory meters)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<(LaneSet Lanes, int Lane), ILaneEndpoint> _open = [];
    private readonly Dictionary<(LaneSet Lanes, int Lane), Task> _closing = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _watch = Task.CompletedTask;
    private bool _isStopping;
    private bool _isApplying;
    private bool _isStale;

    /// <summary>Queues of the lanes held, with what waits in each behind the batch in work.</summary>
    public IReadOnlyList<(string Queue, bool IsConsuming, int Waiting)> Held
    {
        get
        {
            lock (_lock) return [.. _open.Values.Select(endpoint => (endpoint.Queue, endpoint.Ready.IsCompletedSuccessfully, endpoint.Waiting))];
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create("Altimeter.Hosting");
        meter.CreateObservableGauge("altimeter.lanes.held", () => Held.Count, "{lane}", "Lanes that this process holds.");
        meter.CreateObservableGauge("altimeter.lanes.waiting", () => Held.Sum(lane => lane.Waiting), "{message}", "Messages taken from the broker that wait behind the batch in work.");

        ownership.Changed += Apply;
        Apply();
        _watch = Task.Run(WatchAsync, CancellationToken.None);

        // In memory nothing keeps a message for an endpoint that is not there yet. A broker does, and may be away: do not wait for it.
        if (kind == BusKind.InMemory)
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
            foreach (var endpoint in _open.Values) await endpoint.Ready.WaitAsync(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        ownership.Changed -= Apply;
        await _stop.CancelAsync();
        await _watch;
        List<(LaneSet Lanes, int Lane)> left;
        lock (_lock)
        {
            _isStopping = true;
            left = [.. _open.Keys];
        }

        // In memory one after the other, as they were opened: what the pipeline works off last still has to reach the writer.
        if (kind == BusKind.InMemory)
        {
            foreach (var key in left) await CloseAsync(key);
            return;
        }

        Apply();
        Task[] closing;
        lock (_lock) closing = [.. _closing.Values];
        await Task.WhenAll(closing);
    }

    public void Dispose() => _stop.Dispose();

    // A claim changes the ownership, which comes back here: once more then, not within.
    private void Apply()
    {
        lock (_lock)
        {
            _isStale = true;
            if (_isApplying) return;
            _isApplying = true;
            while (_isStale)
            {
                _isStale = false;
                ApplyOnce();
            }

            _isApplying = false;
        }
    }

    private void ApplyOnce()
    {
        foreach (var key in _open.Keys.Where(key => _isStopping || !ownership.IsOwned(key.Lanes, key.Lane)).ToList()) _ = CloseAsync(key);
        if (_isStopping) return;
        foreach (var subscription in composition.Subscriptions)
        {
            for (var lane = 0; lane < Lane.Count; lane++) TryOpen(subscription, lane);
        }
    }

    private void TryOpen(LaneSubscription subscription, int lane)
    {
        var key = (subscription.Lanes, lane);
        if (_open.ContainsKey(key) || _closing.ContainsKey(key) || !ownership.TryClaim(subscription.Lanes, lane)) return;
        _open.Add(key, (ILaneEndpoint)Activator.CreateInstance(typeof(LaneEndpoint<>).MakeGenericType(subscription.MessageType), services, subscription, lane)!);
        logger.LaneOpened(subscription.Lanes.QueueOf(lane));
    }

    // From here until it is closed the lane is neither open nor free: it stays listed, and is not opened again.
    private Task CloseAsync((LaneSet Lanes, int Lane) key)
    {
        lock (_lock)
        {
            if (!_open.Remove(key, out var endpoint)) return _closing.GetValueOrDefault(key, Task.CompletedTask);
            return _closing[key] = Task.Run(() => CloseAsync(key, endpoint));
        }
    }

    private async Task CloseAsync((LaneSet Lanes, int Lane) key, ILaneEndpoint endpoint)
    {
        try
        {
            await endpoint.DisposeAsync();
            logger.LaneClosed(endpoint.Queue);
        }
        catch (Exception e)
        {
            logger.LaneCloseFailed(e, endpoint.Queue);
        }

        ownership.Release(key.Lanes, key.Lane);
        lock (_lock) _closing.Remove(key);
        Apply();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, services.GetRequiredService<TimeProvider>());
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                List<ILaneEndpoint> open;
                lock (_lock) open = [.. _open.Values];
                await Task.WhenAll(open.Select(endpoint => endpoint.GiveBackIfOldAsync()));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // told to stop
        }
    }
}
