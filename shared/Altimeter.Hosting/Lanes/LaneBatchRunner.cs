using Altimeter.Hosting.DeadLetters;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Lanes;

/// <summary>Runs a batch to its end: all settled, or set aside one by one, or given back because the token was cancelled.</summary>
/// <remarks>A batch that fails is halved down to the message; a message that fails three times is set aside, so one bad item never takes good ones with it.</remarks>
internal sealed class LaneBatchRunner<T>(IOrderedBatchConsumer<T> consumer, IDeadLetters deadLetters, ILogger logger)
    where T : class
{
    private const int TriesPerMessage = 3;

    /// <summary>Never throws: every message of the batch is settled or given back when it returns.</summary>
    public async Task RunAsync(LaneBatch<T> batch, CancellationToken cancellationToken)
    {
        try
        {
            await RunHalvingAsync(batch, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            foreach (var message in batch.Messages) message.GiveBack();
        }
        catch (Exception e)
        {
            // Setting aside itself failed: keep the messages at the broker rather than lose them.
            logger.LaneBatchFailed(e, batch.Lane, batch.Messages.Count, TriesPerMessage);
            foreach (var message in batch.Messages) message.GiveBack();
        }
    }

    private async Task RunHalvingAsync(LaneBatch<T> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await consumer.ConsumeAsync(batch, cancellationToken);
                foreach (var message in batch.Messages) message.Complete();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                var open = batch.Messages.Where(message => !message.Settled.IsCompleted).ToList();
                logger.LaneBatchFailed(e, batch.Lane, open.Count, attempt);
                if (open.Count == 0) return;
                if (open.Count > 1)
                {
                    var half = open.Count / 2;
                    await RunHalvingAsync(batch with { Messages = open[..half] }, cancellationToken);
                    await RunHalvingAsync(batch with { Messages = open[half..] }, cancellationToken);
                    return;
                }

                if (attempt < TriesPerMessage)
                {
                    batch = batch with { Messages = open };
                    continue;
                }

                await deadLetters.SetAsideAsync(open[0].ToDeadLetter("failed", $"{e.GetType().Name}: {e.Message}") with { Attempts = attempt }, cancellationToken);
                open[0].Complete();
                return;
            }
        }
    }
}
