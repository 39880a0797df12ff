using System.Collections.Concurrent;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Topology;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Lanes;

/// <summary>Sends into lanes: per lane one unconfirmed message, repeated until the broker has it.</summary>
internal sealed class LaneSender(ContractSender sender, SendTargets targets, SendState state, InFlight inFlight, BusKind kind, TimeProvider time, ILogger<LaneSender> logger)
    : ILaneSender
{
    private readonly ConcurrentDictionary<(LaneSet, int), SemaphoreSlim> _gates = new();

    public async Task SendAsync<T>(LaneSet lanes, int lane, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, Lane.Count);
        if (kind == BusKind.InMemory) lane = 0;

        await inFlight.EnterAsync(lanes.Name, message, cancellationToken);
        var gate = _gates.GetOrAdd((lanes, lane), _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            await SendUntilConfirmedAsync(lanes, lane, message, messageId, cancellationToken);
        }
        catch
        {
            inFlight.Leave(lanes.Name, message);
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task SendUntilConfirmedAsync<T>(LaneSet lanes, int lane, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        var queue = lanes.QueueOf(lane);
        await targets.WaitUntilDeclaredAsync(cancellationToken);
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await sender.SendAsync(SendAddress.Lane(lanes, lane), message, messageId, cancellationToken);
            if (state.Report(queue, outcome)) logger.SendTrouble(queue, outcome);
            if (outcome == SendOutcome.Confirmed) return;

            await Task.Delay(BackOff.Pause(attempt), time, cancellationToken);
            if (outcome == SendOutcome.Returned) await targets.DeclareAsync(cancellationToken);
        }
    }
}
