using System.Collections.Concurrent;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Topology;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Queues;

/// <summary>Sends to queues without order, a window of unconfirmed messages at a time.</summary>
internal sealed class QueueSender(ContractSender sender, SendTargets targets, SendState state, InFlight inFlight, Drops drops, TimeProvider time, ILogger<QueueSender> logger)
    : IQueueSender
{
    private readonly ConcurrentDictionary<string, QueueWindow> _windows = new(StringComparer.Ordinal);

    public async Task<bool> SendAsync<T>(string queue, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        if (!inFlight.TryEnter(queue, message)) return Drop(queue, message);
        var window = WindowOf(queue);
        var isSent = false;
        try
        {
            await window.Gate.WaitAsync(cancellationToken);
            try
            {
                isSent = await SendUntilDecidedAsync(queue, window, message, messageId, cancellationToken);
            }
            finally
            {
                window.Gate.Release();
            }
        }
        finally
        {
            if (!isSent) inFlight.Leave(queue, message);
        }

        return isSent || Drop(queue, message);
    }

    private async Task<bool> SendUntilDecidedAsync<T>(string queue, QueueWindow window, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        await targets.WaitUntilDeclaredAsync(cancellationToken);
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await sender.SendAsync(SendAddress.Queue(queue), message, messageId, cancellationToken);
            var isNews = state.Report(queue, outcome);
            if (window.IsFull(outcome)) return false;
            if (outcome == SendOutcome.Confirmed) return true;
            if (isNews) logger.SendTrouble(queue, outcome);
            await Task.Delay(BackOff.Pause(attempt), time, cancellationToken);
            if (outcome == SendOutcome.Returned) await targets.DeclareAsync(cancellationToken);
        }
    }

    private bool Drop(string queue, object message)
    {
        var items = InFlight.WeightOf(message);
        drops.Add("queue-full", queue, items);
        if (WindowOf(queue).IsReportDue(items, out var dropped)) logger.QueueFull(queue, dropped);
        return false;
    }

    private QueueWindow WindowOf(string queue) => _windows.GetOrAdd(queue, _ => new QueueWindow(time));
}
