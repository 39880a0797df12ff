using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>A service that cannot start says why in one line, whatever else is wrong meanwhile.</summary>
public sealed class StartFailureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("Altimeter.SnmpPoller")]
    [InlineData("Altimeter.NotificationRouter")]
    [InlineData("Altimeter.SamplePipeline")]
    [InlineData("Altimeter.GnocchiWriter")]
    public async Task Start_PortInUseAndBrokerAway_EndsWith1AndOneLine(string project)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string>
        {
            ["Http:Port"] = port,
            ["RabbitMq:Url"] = $"amqp://127.0.0.1:{FreePorts.Tcp()}/",
            ["Oslo:TransportUrls:0"] = $"rabbit://127.0.0.1:{FreePorts.Tcp()}/",
        };

        await using var process = await ServiceProcess.LaunchAsync(project, settings);

        Assert.Equal(1, await process.Exited.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.Contains($"error: Failed to bind to address http://127.0.0.1:{port}: address already in use. Set another one with --Http:Port=…", process.Errors.Lines);
        Assert.DoesNotContain(process.Errors.Lines, line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal));
    }
}
