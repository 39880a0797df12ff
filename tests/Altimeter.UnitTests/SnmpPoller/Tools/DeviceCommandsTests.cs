using System.Net;
using System.Net.Sockets;
using Altimeter.Hosting;
using Altimeter.Hosting.CommandLine;
using Altimeter.Snmp;
using Altimeter.SnmpPoller;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller.Tools;

/// <summary>Grammar, streams and exit codes of the verbs that ask one device. The console is one for the process, so these run one at a time.</summary>
[Collection("console")]
public sealed class DeviceCommandsTests : IAsyncDisposable
{
    private readonly ScriptedSnmpPeer _peer = new([new VarBind(Oid.Parse("1.3.6.1.2.1.1.7.0"), SnmpValue.Integer(72))]);

    private string Url => $"snmp://public@127.0.0.1:{_peer.EndPoint.Port}?timeout=20";

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Theory]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("99999999999")]
    public async Task Bulk_RowsThatAreNoNumberFrom1To1000_EndsWith2AndAsksNothing(string rows)
    {
        var (code, errors) = await RunAsync("bulk", Url, "ifDescr", $"--rows={rows}");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"--rows is '{rows}'; expected a number from 1 to 1000", errors, StringComparison.Ordinal);
        Assert.Empty(_peer.Requests);
    }

    [Fact]
    public async Task Get_WithoutOid_EndsWith2()
    {
        var (code, _) = await RunAsync("get", Url);

        Assert.Equal(ExitCode.Usage, code);
    }

    [Fact]
    public async Task Get_WrongUrlAndUnknownName_AreBothSaidAndEndWith1()
    {
        var (code, errors) = await RunAsync("get", "http://h", "noSuchName.0");

        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains("error: URL: ", errors, StringComparison.Ordinal);
        Assert.Contains("noSuchName", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get", "sysServices.0")]
    [InlineData("walk", "system")]
    [InlineData("bulk", "sysServices")]
    [InlineData("get", "sysName.0")]
    public async Task DeviceThatAnswers_EvenThatItHasNoSuchObject_EndsWith0(string verb, string oid)
    {
        var (code, errors) = await RunAsync(verb, Url, oid);

        Assert.Equal((ExitCode.Done, ""), (code, errors));
    }

    [Fact]
    public async Task Get_DeviceThatIsSilent_EndsWith3()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var (code, errors) = await RunAsync("get", $"snmp://public@127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}?timeout=0.1&retries=0", "sysName.0");

        Assert.Equal(ExitCode.PeerUnreachable, code);
        Assert.Contains("1.3.6.1.2.1.1.5.0", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Errors)> RunAsync(params string[] args)
    {
        var before = Console.Error;
        await using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            var code = await AltimeterHost.RunAsync(args, SnmpPollerCommands.Service, builder => builder.AddSnmpPoller().AddAltimeterBus());
            return (code, errors.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
