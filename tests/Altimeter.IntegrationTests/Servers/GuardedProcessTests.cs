using System.Diagnostics;
using System.Globalization;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Servers;

public sealed class GuardedProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task StartAsync_CommandEnds_StatusAndBothStreamsAreKept()
    {
        await using var process = await GuardedProcess.StartAsync(["/bin/sh", "-c", "echo result; echo trouble >&2; exit 3"]);

        var status = await process.Exited.WaitAsync(Limit);

        Assert.Equal(3, status);
        Assert.Equal("result", process.Output.Text);
        Assert.Equal("trouble", process.Errors.Text);
    }

    [Fact]
    public async Task StopAsync_CommandHandlesTerm_ItsOwnStatusComesBack()
    {
        await using var process = await GuardedProcess.StartAsync(["/bin/bash", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done"]);
        await Wait.UntilAsync("the trap", Limit, _ => Task.FromResult(process.Output.Text is "up"), CancellationToken.None);

        Assert.Equal(7, await process.StopAsync(Limit));
    }

    [Fact]
    public async Task DisposeAsync_CommandIgnoresTermAndHasChildren_WholeGroupIsGone()
    {
        var process = await GuardedProcess.StartAsync(["/bin/bash", "-c", "trap '' TERM; sleep 300 & echo $!; wait"]);
        await Wait.UntilAsync("the child", Limit, _ => Task.FromResult(process.Output.Lines.Count > 0), CancellationToken.None);
        var child = process.Output.Lines[0];

        await process.DisposeAsync();

        await Wait.UntilAsync("the end of the child", Limit, _ => Task.FromResult(!Directory.Exists($"/proc/{child}")), CancellationToken.None);
        Assert.False(Directory.Exists($"/proc/{process.Id}"));
    }

    [Fact]
    public async Task DisposeAsync_DescendantInASessionOfItsOwnKeepsTheStreams_EndsAllTheSame()
    {
        var process = await GuardedProcess.StartAsync(["/bin/bash", "-c", "setsid sleep 300 & echo $!; wait"]);
        await Wait.UntilAsync("the descendant", Limit, _ => Task.FromResult(process.Output.Lines.Count > 0), CancellationToken.None);
        using var descendant = Process.GetProcessById(int.Parse(process.Output.Lines[0], CultureInfo.InvariantCulture));

        await process.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{process.Id}"));
        descendant.Kill();
    }

    [Fact]
    public async Task Guard_HostIsKilled_CommandDiesToo()
    {
        // A shell stands for the test host: it holds the only writing end of the guard's input and is killed with -9.
        var guard = Path.Combine(AppContext.BaseDirectory, "Scripts", "guard.sh");
        using var folder = new TemporaryFolder("guard");
        var script = $"exec 4> >(exec /bin/bash '{guard}' '{folder["pid"]}' sleep 300); exec sleep 300 </dev/null";
        using var host = Process.Start("/bin/bash", ["-c", script]);
        await Wait.UntilAsync("the command", Limit, _ => Task.FromResult(File.Exists(folder["pid"])), CancellationToken.None);
        var command = $"/proc/{File.ReadAllText(folder["pid"]).Trim()}";
        Assert.True(Directory.Exists(command));

        host.Kill();

        await Wait.UntilAsync("the end of the command", Limit, _ => Task.FromResult(!Directory.Exists(command)), CancellationToken.None);
    }
}
