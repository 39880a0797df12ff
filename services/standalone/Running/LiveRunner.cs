using Altimeter.Standalone.Terminal;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Altimeter.Standalone.Running;

/// <summary>Shows the table while the process runs: redrawn in place on a terminal, one line a minute otherwise.</summary>
internal sealed class LiveRunner(ViewSource view, IAnsiConsole console, IOptions<StandaloneOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Once) return;
        try
        {
            if (console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi) await RedrawAsync(stoppingToken);
            else await WriteLinesAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            console.WriteLine(view.Take(0, isAtRest: false).Totals.ToString());
        }
    }

    private Task RedrawAsync(CancellationToken stoppingToken) => console.Live(LiveTable.Render(Take())).AutoClear(true).StartAsync(async live =>
    {
        while (true)
        {
            live.UpdateTarget(LiveTable.Render(Take()));
            await Task.Delay(RedrawEvery, time, stoppingToken);
        }
    });

    private async Task WriteLinesAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(LineEvery, time, stoppingToken);
            console.WriteLine(view.Take(0, isAtRest: false).Totals.ToString());
        }
    }

    private StandaloneView Take()
    {
        const int frame = 13; // headings and blank lines of both tables, and the last two lines
        return view.Take(Math.Max(0, console.Profile.Height - frame - view.DeviceCount), isAtRest: false);
    }
}
