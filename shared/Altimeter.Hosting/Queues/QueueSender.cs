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
    /// <summary>Unconfirmed messages per queue.</summary>
    private const int Window = 64;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, QueueWindow> _windows = new(StringComparer.Ordinal);

    public async Task<bool> SendAsync<T>(string queue, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        if (!inFlight.TryEnter(queue, message)) return Drop(queue, message);
        var window = _windows.GetOrAdd(queue, _ => new QueueWindow());
        var isSent = false;
        try
        {
            await window.Gate.WaitAsync(cancellationToken);
            try
            {
                isSent = await SendUntilDecidedAsync(queue, message, messageId, cancellationToken);
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

    private async Task<bool> SendUntilDecidedAsync<T>(string queue, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await sender.SendAsync(SendAddress.Queue(queue), message, messageId, cancellationToken);
            var isNews = state.Report(queue, outcome);
            if (outcome == SendOutcome.Confirmed) return true;
            if (outcome == SendOutcome.Refused) return false;
            if (isNews) logger.SendTrouble(queue, outcome);
            await Task.Delay(BackOff.Pause(attempt), time, cancellationToken);
            if (outcome == SendOutcome.Returned) await targets.DeclareAsync(cancellationToken);
        }
    }

    private bool Drop(string queue, object message)
    {
        var items = InFlight.WeightOf(message);
        drops.Add("queue-full", queue, items);
        if (_windows.GetOrAdd(queue, _ => new QueueWindow()).IsReportDue(items, time, out var dropped)) logger.QueueFull(queue, dropped);
        return false;
    }

    /// <summary>What is on its way to one queue, and when its drops were last told.</summary>
    private sealed class QueueWindow
    {
        private readonly Lock _lock = new();
        private long? _lastReport;
        private long _untold;

        public SemaphoreSlim Gate { get; } = new(Window);

        public bool IsReportDue(int items, TimeProvider time, out long dropped)
        {
            lock (_lock)
            {
                dropped = _untold += items;
                if (_lastReport is { } last && time.GetElapsedTime(last) < ReportEvery) return false;
                _lastReport = time.GetTimestamp();
                _untold = 0;
                return true;
            }
        }
    }
}
