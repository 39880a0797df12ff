using Altimeter.Hosting.DeadLetters;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Delivery;

/// <summary>Runs a batch to its end: all settled, or set aside one by one, or given back because the token was cancelled.</summary>
/// <param name="queue">Where the messages come from, for the log.</param>
/// <param name="consume">The consumer.</param>
/// <param name="deadLetters">Takes what fails for good.</param>
/// <param name="time">Clock of the pauses.</param>
/// <param name="logger">Log.</param>
internal sealed class BatchRunner<T>(
    string queue, Func<IReadOnlyList<DeliveredMessage<T>>, CancellationToken, Task> consume, IDeadLetters deadLetters, TimeProvider time, ILogger logger)
    where T : class
{
    private const int ReportEvery = 10; // holds, some five minutes at the longest pause

    /// <summary>Never throws: every message of the batch is settled or given back when it returns.</summary>
    public async Task RunAsync(IReadOnlyList<DeliveredMessage<T>> messages, CancellationToken cancellationToken)
    {
        var halving = new Halving<DeliveredMessage<T>>(ConsumeAsync, message => message.Settled.IsCompleted, SetAsideAsync, Report, time);
        try
        {
            await halving.RunAsync(messages, cancellationToken);
        }
        catch (Exception e)
        {
            // Cancelled, or setting aside itself failed: keep the messages at the broker rather than lose them.
            if (!cancellationToken.IsCancellationRequested) logger.BatchFailed(e, queue, messages.Count, Halving<T>.TriesPerItem);
            foreach (var message in messages) message.GiveBack();
        }
    }

    private async Task ConsumeAsync(IReadOnlyList<DeliveredMessage<T>> messages, CancellationToken cancellationToken)
    {
        await consume(messages, cancellationToken);
        foreach (var message in messages) message.Complete();
    }

    private async Task SetAsideAsync(DeliveredMessage<T> message, Exception failure, int attempts, CancellationToken cancellationToken)
    {
        var letter = message.ToDeadLetter("failed", $"{failure.GetType().Name}: {failure.Message}") with { Attempts = attempts };
        await deadLetters.SetAsideAsync(letter, cancellationToken);
        message.Complete();
    }

    private void Report(WorkFailure failure)
    {
        if (!failure.IsHeld) logger.BatchFailed(failure.Exception, queue, failure.Count, failure.Attempt);
        else if (failure.Attempt % ReportEvery == 1) logger.BatchHeld(queue, failure.Count, TransientFaults.Describe(failure.Exception));
    }
}
