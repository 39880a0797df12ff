using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Replay;

/// <summary>Asks Gnocchi how far a metric is, before a sample of it is replayed; by age when Gnocchi does not answer.</summary>
/// <remarks>Only what Gnocchi has processed is seen: measures that still wait there may put the limit further on.</remarks>
internal sealed class GnocchiReplayAdvice(IGnocchiApi api, AgeAdvice byAge) : IReplayAdvice
{
    private const string AnyType = "generic";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private string? _trouble;

    /// <inheritdoc/>
    public async Task<string?> WarnAsync(Sample sample, CancellationToken cancellationToken)
    {
        if (_trouble is null)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Limit);
            try
            {
                return await AskAsync(sample, deadline.Token);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && TransientFaults.Is(e))
            {
                _trouble = TransientFaults.Describe(e); // once: thousands of letters must not wait for it one by one
            }
        }

        return await byAge.WarnAsync(sample, cancellationToken) is { } warning ? $"{warning} (Gnocchi does not answer: {_trouble})" : null;
    }

    private async Task<string?> AskAsync(Sample sample, CancellationToken cancellationToken)
    {
        if (sample.ResourceId is not { Length: > 0 } id || !GnocchiTime.TryParse(sample.Timestamp, out var time)) return null;
        var resource = id.Replace('/', '_');
        var metrics = await api.GetMetricsAsync(AnyType, resource, cancellationToken).AnswerAsync();
        if (metrics.Content?.FirstOrDefault(metric => metric.Name == sample.Name)?.ArchivePolicy is not { } policy || PolicyWindow.Of(policy) is not { } window) return null;

        // Of the coarsest granularity, and of any plain aggregate: only the newest block counts.
        var aggregation = policy.AggregationMethods.FirstOrDefault(method => !method.StartsWith("rate:", StringComparison.Ordinal));
        var granularity = (window.Block / 1e9).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var measures = await api.GetMeasuresAsync(AnyType, resource, sample.Name, aggregation, granularity, refresh: null, cancellationToken).AnswerAsync();
        if (measures.Content is not { Count: > 0 } points) return null;
        var newest = points.Max(point => (point.Timestamp - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        var oldest = window.OldestAccepted(newest);
        return time >= oldest
            ? null
            : $"Gnocchi would drop {sample.Name} of {sample.ResourceId} at {sample.Timestamp}: it takes nothing before {DateTimeOffset.UnixEpoch.AddTicks(oldest / TimeSpan.NanosecondsPerTick):yyyy-MM-ddTHH:mm:ssZ} any more (archive policy {policy.Name})";
    }
}
