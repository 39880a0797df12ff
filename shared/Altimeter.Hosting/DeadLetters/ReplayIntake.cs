using Altimeter.Contracts.V1;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Takes up what the <c>dead-letters replay</c> command puts into the <see cref="ReplayFolder"/>, in a process without a broker.</summary>
internal sealed class ReplayIntake(
    ReplayFolder folder, ILaneSender lanes, ServiceIdentity identity, TimeProvider time, ILogger<ReplayIntake> logger, INotificationPublisher? notifications = null)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            foreach (var file in folder.Waiting()) await TakeUpAsync(file, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // A file goes when what is in it was handed over: what is in flight is lost when a process without a broker is killed.
    private async Task TakeUpAsync(string file, CancellationToken cancellationToken)
    {
        var letter = LetterLine.Read(await File.ReadAllTextAsync(file, cancellationToken));
        var route = letter is null ? new ReplayRoute.Nowhere("it is no dead letter") : ReplayRoute.Of(letter);
        switch (route)
        {
            case ReplayRoute.ToLane lane:
                await SendAsync(lane, MessageIds.Derive(letter!.Id, "replay"), cancellationToken);
                break;
            case ReplayRoute.ToNotifications notification when notifications is not null:
                await notifications.PublishAsync(RabbitNotificationReturn.ExchangeOf(notification.Queue), notification.Queue, notification.Body, cancellationToken);
                break;
            default:
                logger.NotReplayed(file, route is ReplayRoute.Nowhere nowhere ? nowhere.Reason : "nothing here takes it");
                File.Move(file, file + ".refused");
                return;
        }

        File.Delete(file);
        logger.Replayed(letter!.Letter.Kind, letter.Id);
    }

    private Task SendAsync(ReplayRoute.ToLane route, Guid id, CancellationToken cancellationToken)
    {
        var lane = Lane.Of(route.Sample.ResourceId);
        string[] meters = [route.Sample.Name];
        var block = SampleBlock.Pack([route.Sample]);
        return route.Lanes == LaneSet.WriterSamples
            ? lanes.SendAsync(route.Lanes, lane, new PublishSamples { Count = 1, Meters = meters, Block = block, Options = route.Options }, id, cancellationToken)
            : lanes.SendAsync(route.Lanes, lane, new SamplesCollected { PublisherId = identity.PublisherId, Lane = lane, Count = 1, Meters = meters, Block = block }, id, cancellationToken);
    }
}
