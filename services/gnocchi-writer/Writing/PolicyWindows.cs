using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>The windows of Gnocchi's archive policies, asked for when a measure comes out of order. Shared by all lanes.</summary>
public sealed class PolicyWindows(IGnocchiApi api, [FromKeyedServices(GnocchiPeer.Key)] Peer peer, TimeProvider time, WriterMetrics metrics)
{
    /// <summary>After this a window is asked for again: from Gnocchi 4.5 on it can be changed.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMinutes(10);

    private const int MaxPolicies = 1_000;

    private readonly Lock _lock = new();
    private readonly BoundedCache<string, (PolicyWindow? Window, long Since)> _windows = new(MaxPolicies);

    /// <summary>Gives the window of a policy; holds while Gnocchi is away.</summary>
    /// <returns>Null when there is no such policy, or none that can be understood.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<PolicyWindow?> GetAsync(string policy, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_windows.TryGet(policy, out var known) && time.GetElapsedTime(known.Since) < Expiry) return known.Window;
        }

        var answer = await peer.CallAsync(token => api.GetArchivePolicyAsync(policy, token).AnswerAsync(), cancellationToken);
        var window = answer.Content is { } found ? PolicyWindow.Of(found) : null;
        lock (_lock)
        {
            var before = _windows.Count;
            _windows.Set(policy, (window, time.GetTimestamp()));
            metrics.ArchivePolicies.Add(_windows.Count - before);
        }

        return window;
    }
}
