using Altimeter.Standalone.Embedded;

namespace Altimeter.Standalone.Running;

/// <summary>Says where things are, before the table begins.</summary>
internal sealed class Announcement(EmbeddedPlan plan, ILogger<Announcement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        logger.DataIn(plan.DataDirectory);
        if (plan.StorePort is { } port) logger.StoreAt($"http://127.0.0.1:{port}");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
