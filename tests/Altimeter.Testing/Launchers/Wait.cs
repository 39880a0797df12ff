using System.Diagnostics;

namespace Altimeter.Testing.Launchers;

/// <summary>Waiting for a condition with a deadline.</summary>
public static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is not null.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="ask">Null, or an exception that means "not yet": a refused connection, an HTTP or socket failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The limit has passed; the message holds the last failure.</exception>
    public static async Task<T> ForAsync<T>(string what, TimeSpan limit, Func<CancellationToken, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        Exception? last = null;
        while (watch.Elapsed < limit)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(limit - watch.Elapsed + Pause);
            try
            {
                if (await ask(deadline.Token) is { } answer) return answer;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not (NotRunException or InvalidOperationException or ArgumentException))
            {
                if (last is null || !deadline.IsCancellationRequested) last = e; // what came before the end says more
            }

            await Task.Delay(Pause, cancellationToken);
        }

        throw new TimeoutException($"{what}: not within {limit.TotalSeconds:0} s{(last is null ? "" : $"; last: {last.Message}")}", last);
    }

    /// <summary>Asks until the answer is true.</summary>
    /// <inheritdoc cref="ForAsync{T}"/>
    public static Task UntilAsync(string what, TimeSpan limit, Func<CancellationToken, Task<bool>> ask, CancellationToken cancellationToken) =>
        ForAsync(what, limit, async token => await ask(token) ? what : null, cancellationToken);
}
