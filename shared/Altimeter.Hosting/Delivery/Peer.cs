using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Delivery;

/// <summary>A server that work depends on: the one retry loop towards it.</summary>
/// <remarks>Repeats with jittered back-off, 1 s to 30 s, for as long as the peer is away; says so once when it goes, once a minute, and once when it is back.</remarks>
public sealed class Peer(string name, string address, TimeProvider time, ILogger<Peer> logger)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private string? _trouble;
    private long _awaySince;
    private long _lastReport;

    /// <summary>What it is, e.g. <c>Gnocchi</c>.</summary>
    public string Name => name;

    /// <summary>Where it is, without user info.</summary>
    public string Address => address;

    /// <summary>Why the last call failed; null while the peer answers.</summary>
    public string? Trouble => _trouble;

    /// <summary>Calls until an answer comes that is no transient failure.</summary>
    /// <param name="call">One try. Has its own deadline: a cancellation that is not the caller's counts as a time-out of the peer.</param>
    /// <param name="cancellationToken">Ends the hold.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> is cancelled.</exception>
    public async Task<TResult> CallAsync<TResult>(Func<CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var result = await call(cancellationToken);
                Back();
                return result;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && TransientFaults.Is(e))
            {
                Away(TransientFaults.Describe(e));
                await Task.Delay(BackOff.Pause(attempt), time, cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="CallAsync{TResult}"/>
    public Task CallAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        CallAsync(
            async token =>
            {
                await call(token);
                return true;
            },
            cancellationToken);

    /// <summary>Notes that it does not answer, for who sees it otherwise than by a call.</summary>
    internal void Away(string reason)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_trouble is null) _awaySince = now;
            else if (time.GetElapsedTime(_lastReport, now) < ReportEvery && _trouble == reason) return;
            _trouble = reason;
            _lastReport = now;
            logger.PeerAway(name, address, reason);
        }
    }

    /// <summary>Notes that it answers.</summary>
    internal void Back()
    {
        if (_trouble is null) return;
        lock (_lock)
        {
            if (_trouble is null) return;
            _trouble = null;
            logger.PeerBack(name, address, time.GetElapsedTime(_awaySince).TotalSeconds);
        }
    }
}
