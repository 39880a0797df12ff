using System.Collections.Concurrent;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Delivery;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Lanes;

/// <summary>Sends into lanes: per lane one unconfirmed message, repeated until the broker has it.</summary>
internal sealed class LaneSender(ContractSender sender, LaneTargets targets, SendState state, InFlight inFlight, BusKind kind, TimeProvider time, ILogger<LaneSender> logger)
    : ILaneSender
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(LaneSet, int), SemaphoreSlim> _gates = new();

    public async Task SendAsync<T>(LaneSet lanes, int lane, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, Lane.Count);
        if (kind == BusKind.InMemory) lane = 0;

        await inFlight.EnterAsync(lanes, message, cancellationToken);
        var gate = _gates.GetOrAdd((lanes, lane), _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            await SendUntilConfirmedAsync(lanes, lane, message, messageId, cancellationToken);
        }
        catch
        {
            inFlight.Leave(lanes, message);
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
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await sender.SendAsync(lanes, lane, message, messageId, cancellationToken);
            if (state.Report(queue, outcome)) logger.SendTrouble(queue, outcome);
            if (outcome == SendOutcome.Confirmed) return;

            var pause = Min(FirstPause * Math.Pow(2, Math.Min(attempt, 10)), LongestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
            await Task.Delay(pause, time, cancellationToken);
            if (outcome == SendOutcome.Returned) await targets.DeclareAsync(cancellationToken);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
