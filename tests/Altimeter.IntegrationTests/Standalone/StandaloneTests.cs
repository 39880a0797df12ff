using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Altimeter.Testing;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Standalone;

/// <summary>The one-process edition as a newcomer starts it: nothing but the executable.</summary>
public sealed partial class StandaloneTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new("standalone");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Once_NothingConfigured_StoresEverySampleAndSaysSo()
    {
        var (code, output) = await RunAsync("--once", "--data", _folder["data"]);

        Assert.Equal(0, code);
        var line = ClosingLine().Match(output[^1]);
        Assert.True(line.Success, output[^1]);
        Assert.Equal("4", line.Groups["devices"].Value);
        Assert.True(int.Parse(line.Groups["polled"].Value, CultureInfo.InvariantCulture) > 100, output[^1]);
        Assert.Equal(line.Groups["polled"].Value, line.Groups["stored"].Value);
        Assert.Equal("0", line.Groups["aside"].Value);
        Assert.Equal("0", line.Groups["lost"].Value);
    }

    [Fact]
    public async Task Once_NotificationsFileWithOneBadLine_StoresTheGoodOnesAndEndsWith4()
    {
        var lines = OsloCapture.Names.Where(name => name.StartsWith("polling_memory", StringComparison.Ordinal)).Select(name => Encoding.UTF8.GetString(OsloCapture.Load(name).Body));
        var file = _folder.Write("notifications.jsonl", string.Join('\n', lines.Append("{\"not\": a notification")));

        var (code, output) = await RunAsync("--once", "--data", _folder["data"], "--notifications", file);

        Assert.Equal(4, code);
        var line = ClosingLine().Match(output[^1]);
        Assert.Equal("1", line.Groups["aside"].Value);
        Assert.True(int.Parse(line.Groups["stored"].Value, CultureInfo.InvariantCulture) > int.Parse(line.Groups["polled"].Value, CultureInfo.InvariantCulture), output[^1]);
        Assert.Contains("{\"not\": a notification", Encoding.UTF8.GetString(Convert.FromBase64String(BodyOf(File.ReadAllText(_folder["data/dead-letters.jsonl"])))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_DeviceThatDoesNotAnswer_EndsWith3()
    {
        using var silent = new UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));

        var (code, output) = await RunAsync("--once", "--data", _folder["data"], "--target", $"snmp://secretcommunity@127.0.0.1:{((System.Net.IPEndPoint)silent.Client.LocalEndPoint!).Port}");

        Assert.Equal(3, code);
        Assert.Contains(output, line => line.Contains("down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Terminated_EndsGracefullyWithinFiveSeconds()
    {
        await using var service = await ServiceProcess.StartAsync("Altimeter.Standalone", Settings(), TestContext.Current.CancellationToken, "--data", _folder["data"], "--interval", "1");

        Assert.Equal(0, await service.StopAsync(TimeSpan.FromSeconds(5)));
        Assert.Contains(service.Output.Lines, line => ClosingLine().IsMatch(line));
    }

    [Theory]
    [InlineData(2, "--onze", "--onze")]
    [InlineData(1, "no such file", "--once", "--notifications", "/nonexistent/file")]
    [InlineData(1, "SnmpPoller:Targets", "--once", "--target", "snmp://h:port")]
    [InlineData(1, "unknown key 'Gnocchi:Endpont'; did you mean 'Gnocchi:Endpoint'?", "--Gnocchi:Endpont=http://h")]
    [InlineData(1, "Gnocchi:Endpoint", "--Gnocchi:Endpoint=ftp://h")]
    public async Task Run_WrongCommandLine_NamesWhatIsWrong(int expected, string message, params string[] arguments)
    {
        await using var service = await ServiceProcess.LaunchAsync("Altimeter.Standalone", Settings(), arguments);

        Assert.Equal(expected, await service.Exited.WaitAsync(Limit));
        Assert.Contains(message, service.Errors.Text, StringComparison.Ordinal);
        Assert.Empty(service.Output.Lines);
    }

    private static Dictionary<string, string> Settings() => new() { ["Standalone:GnocchiPort"] = FreePorts.Tcp().ToString(CultureInfo.InvariantCulture) };

    private static async Task<(int Code, IReadOnlyList<string> Output)> RunAsync(params string[] arguments)
    {
        await using var service = await ServiceProcess.LaunchAsync("Altimeter.Standalone", Settings(), arguments);
        var code = await service.Exited.WaitAsync(Limit);
        Assert.DoesNotContain("secretcommunity", service.Errors.Text, StringComparison.Ordinal);
        return (code, service.Output.Lines);
    }

    private static string BodyOf(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("body").GetString()!;

    [GeneratedRegex(@"^(?<devices>\d+) devices · (?<polled>\d+) samples polled · (?<stored>\d+) stored · (?<aside>\d+) set aside · (\d+ dropped · )?(?<lost>\d+) lost · \d+\.\d s$")]
    private static partial Regex ClosingLine();
}
