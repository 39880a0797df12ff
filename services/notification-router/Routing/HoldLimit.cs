using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Options;

namespace Altimeter.NotificationRouter.Routing;

/// <summary>Ends holds that last longer than the operator allows (<see cref="OsloOptions.WhenFull"/>). Shared by all queues: what blocks one blocks all.</summary>
internal sealed class HoldLimit(IOptions<OsloOptions> options, TimeProvider time)
{
    // While the way is blocked each batch still tries this long, to find out when it is free again.
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _blockedSince;

    /// <summary>Runs work under the limit.</summary>
    /// <returns>False when the hold was ended: the work is not done.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> is cancelled.</exception>
    public async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (options.Value.WhenFull.DropAfter is not { } limit)
        {
            await work(cancellationToken);
            return true;
        }

        var started = time.GetTimestamp();
        using var end = new CancellationTokenSource(Left(limit), time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            await work(token.Token);
            lock (_lock) _blockedSince = null;
            return true;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            lock (_lock) _blockedSince ??= started;
            return false;
        }
    }

    private TimeSpan Left(TimeSpan limit)
    {
        lock (_lock)
        {
            if (_blockedSince is not { } since) return limit;
            var left = limit - time.GetElapsedTime(since);
            return left > Probe ? left : Probe;
        }
    }
}
