using Altimeter.Oslo.Transport;

namespace Altimeter.Hosting.Delivery;

/// <summary>What becomes of work that fails: the one rule for lanes, queues and notifications.</summary>
/// <remarks>
/// A transient failure (see <see cref="TransientFaults"/>) means that a peer is away: the work is held and repeated for as long as it takes.
/// Anything else is a defect of an item or of ours: the batch is halved down to the item, which is tried three times and set aside, so that one
/// bad item never takes good ones with it.
/// </remarks>
/// <typeparam name="T">Item.</typeparam>
/// <param name="work">Works on items that are not settled. Normal return settles all of them.</param>
/// <param name="isSettled">Whether an item is settled: it is left out of a repeat.</param>
/// <param name="setAside">Sets one item aside: what failed, after how many tries. Its own failure is no business of this rule.</param>
/// <param name="report">Told of each failure: what it was, how many items are open, which try, and whether the work is held.</param>
/// <param name="time">Clock of the pauses.</param>
public sealed class Halving<T>(
    Func<IReadOnlyList<T>, CancellationToken, Task> work,
    Func<T, bool> isSettled,
    Func<T, Exception, int, CancellationToken, Task> setAside,
    Action<WorkFailure> report,
    TimeProvider time)
{
    /// <summary>Tries of a single item before it is set aside.</summary>
    public const int TriesPerItem = 3;

    /// <summary>Works on the items until each is settled or set aside.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> is cancelled.</exception>
    public async Task RunAsync(IReadOnlyList<T> items, CancellationToken cancellationToken)
    {
        var holds = 0;
        for (var attempt = 1; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Exception failure;
            try
            {
                await work(items, cancellationToken);
                return;
            }
            catch (Exception e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = e;
            }

            items = [.. items.Where(item => !isSettled(item))];
            if (items.Count == 0) return;
            var isTransient = TransientFaults.Is(failure);
            report(new WorkFailure(failure, items.Count, isTransient ? holds + 1 : attempt, isTransient));
            if (isTransient)
            {
                await Task.Delay(BackOff.Pause(holds++), time, cancellationToken);
                continue;
            }

            if (items.Count > 1)
            {
                var half = items.Count / 2;
                await RunAsync([.. items.Take(half)], cancellationToken);
                await RunAsync([.. items.Skip(half)], cancellationToken);
                return;
            }

            if (attempt++ < TriesPerItem) continue;
            await setAside(items[0], failure, TriesPerItem, cancellationToken);
            return;
        }
    }
}

/// <summary>A failure of work on a batch.</summary>
/// <param name="Exception">What was thrown.</param>
/// <param name="Count">Items that are open.</param>
/// <param name="Attempt">Try, counted from 1; of a single item, or of the hold.</param>
/// <param name="IsHeld">A peer is away: the work is held and repeated.</param>
public readonly record struct WorkFailure(Exception Exception, int Count, int Attempt, bool IsHeld);
