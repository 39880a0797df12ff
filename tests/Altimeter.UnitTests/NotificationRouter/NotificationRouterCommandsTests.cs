using Altimeter.Hosting;
using Altimeter.Hosting.CommandLine;
using Altimeter.NotificationRouter;
using Altimeter.Testing.Launchers;
using Xunit;

namespace Altimeter.UnitTests.NotificationRouter;

/// <summary>The router's command line. The console is one for the process, so these run one at a time.</summary>
[Collection("console")]
public sealed class NotificationRouterCommandsTests
{
    [Theory]
    [InlineData("--validate")]
    [InlineData("unbind")]
    public async Task Run_UnknownQueueMode_EndsWith1AndNamesTheModes(string verb)
    {
        var (code, _, errors) = await RunAsync(verb, "--Oslo:QueueMode=Mine");

        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains("Oslo:QueueMode is 'Mine'; Shared or Own is expected", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_Own_IsValid() => Assert.Equal(ExitCode.Done, (await RunAsync("--validate", "--Oslo:QueueMode=Own")).Code);

    [Theory]
    [InlineData("--forse")]
    [InlineData("altimeter.notifications.info")]
    public async Task Unbind_ArgumentThatItDoesNotKnow_EndsWith2AndSaysSo(string argument)
    {
        var (code, _, errors) = await RunAsync("unbind", argument);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(argument, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unbind_Help_SaysWhatItRemoves()
    {
        var (code, output, _) = await RunAsync("unbind", "--help");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Oslo:QueueMode=Own", output, StringComparison.Ordinal);
        Assert.Contains("--dry-run", output, StringComparison.Ordinal);
        Assert.Contains("--force", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unbind_BrokersAway_EndsWith3AndNamesEach()
    {
        var ports = (FreePorts.Tcp(), FreePorts.Tcp());
        var (code, output, errors) = await RunAsync(
            "unbind", $"--Oslo:TransportUrls:0=rabbit://user:hidden@127.0.0.1:{ports.Item1}/", $"--Oslo:TransportUrls:1=rabbit://user:hidden@127.0.0.1:{ports.Item2}/cell");

        Assert.Equal(ExitCode.PeerUnreachable, code);
        Assert.Empty(output);
        Assert.Contains($"error: rabbit://127.0.0.1:{ports.Item1}/: ", errors, StringComparison.Ordinal);
        Assert.Contains($"error: rabbit://127.0.0.1:{ports.Item2}/cell: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (outputBefore, errorsBefore) = (Console.Out, Console.Error);
        var (output, errors) = (new StringWriter(), new StringWriter());
        Console.SetOut(output);
        Console.SetError(errors);
        try
        {
            var service = NotificationRouterCommands.Service with { DefaultConfigurationDirectory = null };
            var code = await AltimeterHost.RunAsync(args, service, builder => builder.AddNotificationRouter().AddAltimeterBus());
            return (code, output.ToString(), errors.ToString());
        }
        finally
        {
            Console.SetOut(outputBefore);
            Console.SetError(errorsBefore);
        }
    }
}
