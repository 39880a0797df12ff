using Altimeter.Contracts.V1;
using Altimeter.Hosting.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Altimeter.Hosting.Topology;

/// <summary>Declares the lanes and queues that this process sends to, and its dead letters: at the start as soon as the broker is there, and again when one is missing.</summary>
internal sealed class SendTargets(BusComposition composition, ServiceIdentity identity, IServiceProvider services, BusKind kind) : BackgroundService
{
    private readonly TaskCompletionSource _declaredOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the declaration at the start: what is sent before it would only be returned.</summary>
    public Task WaitUntilDeclaredAsync(CancellationToken cancellationToken) => kind == BusKind.InMemory ? Task.CompletedTask : _declaredOnce.Task.WaitAsync(cancellationToken);

    /// <summary>Declares everything; holds while the broker is away. In memory there is nothing to declare.</summary>
    public async Task DeclareAsync(CancellationToken cancellationToken)
    {
        if (kind == BusKind.InMemory) return;
        var connection = services.GetRequiredService<SendingConnection>();
        await services.GetRequiredService<BrokerPeer>().Peer.CallAsync(
            token => connection.UseAsync(
                async (channel, inner) =>
                {
                    foreach (var lanes in composition.Targets)
                    {
                        for (var lane = 0; lane < Lane.Count; lane++) await RabbitTopology.DeclareLaneAsync(channel, lanes, lane, inner);
                    }

                    foreach (var queue in composition.QueueTargets) await RabbitTopology.DeclareQueueAsync(channel, queue, inner);
                    await RabbitTopology.DeclareDeadLettersAsync(channel, identity.Name, inner);
                },
                token),
            cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await DeclareAsync(stoppingToken);
        }
        finally
        {
            _declaredOnce.SetResult();
        }
    }
}
