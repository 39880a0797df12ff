using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.Lanes;
using Altimeter.SnmpPoller.Polling;
using Altimeter.Standalone.Terminal;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Altimeter.Standalone.Running;

/// <summary><c>--once</c>: one cycle, wait until every sample is readable, table, closing line, end.</summary>
internal sealed class OnceRunner(
    Poller poller, NotificationReplay replay, ViewSource view, InFlight inFlight, IAnsiConsole console, RunResult result, IHostApplicationLifetime lifetime,
    IOptions<StandaloneOptions> options, TimeProvider time, ILogger<OnceRunner> logger)
    : BackgroundService
{
    private const int MostValues = 12;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Once) return;
        using var deadline = new CancellationTokenSource(options.Value.OnceTimeout, time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, deadline.Token);
        try
        {
            var summary = await poller.PollOnceAsync(token.Token);
            await replay.Completed.WaitAsync(token.Token);
            while (view.Settled < summary.Samples || inFlight.Samples > 0) await Task.Delay(LookEvery, time, token.Token);
            result.ExitCode = summary.Answered < summary.Devices ? ExitCode.PeerUnreachable : ExitCode.Done;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            logger.NotSettled(options.Value.OnceTimeout.TotalSeconds);
            result.ExitCode = ExitCode.Incomplete;
        }

        var last = view.Take(MostValues, isAtRest: true);
        console.Write(LiveTable.Render(last));
        if (last.Totals.SetAside + last.Totals.Lost > 0) result.ExitCode = ExitCode.Incomplete;
        lifetime.StopApplication();
    }
}
