using Microsoft.Extensions.Hosting;

namespace Altimeter.Hosting.Queues;

/// <summary>Consumes the queues without order: their endpoints open after the bus has started and close before it stops.</summary>
internal sealed class QueueHost(IServiceProvider services, BusComposition composition, BusKind kind) : IHostedService
{
    private readonly List<IQueueEndpoint> _open = [];

    /// <summary>Queues, and whether each is being consumed.</summary>
    public IReadOnlyList<(string Queue, bool IsConsuming)> Queues
    {
        get
        {
            lock (_open) return [.. _open.Select(endpoint => (endpoint.Queue, endpoint.Ready.IsCompletedSuccessfully))];
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_open) _open.AddRange(composition.Queues.Select(subscription => subscription.Create(services)));
        if (kind != BusKind.InMemory) return; // a broker keeps messages for an endpoint that is not there yet, and may be away
        foreach (var endpoint in _open) await endpoint.Ready.WaitAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IQueueEndpoint[] closing;
        lock (_open)
        {
            closing = [.. _open];
            _open.Clear();
        }

        await Task.WhenAll(closing.Select(endpoint => endpoint.DisposeAsync().AsTask()));
    }
}
