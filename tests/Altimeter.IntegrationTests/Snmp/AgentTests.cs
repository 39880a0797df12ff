using Altimeter.IntegrationTests.Servers;
using Altimeter.Snmp;
using Altimeter.SnmpSimulator;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Snmp;

/// <summary>Our agent's side of v3, asked by net-snmp.</summary>
public sealed class AgentTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(AuthenticationProtocol.None, PrivacyProtocol.None, "-l", "noAuthNoPriv")]
    [InlineData(AuthenticationProtocol.Md5, PrivacyProtocol.Des, "-l", "authPriv", "-a", "MD5", "-x", "DES")]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes128, "-l", "authPriv", "-a", "SHA", "-x", "AES")]
    [InlineData(AuthenticationProtocol.Sha224, PrivacyProtocol.None, "-l", "authNoPriv", "-a", "SHA-224")]
    [InlineData(AuthenticationProtocol.Sha512, PrivacyProtocol.Aes256Blumenthal, "-l", "authPriv", "-a", "SHA-512", "-x", "AES-256")]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes256Reeder, "-l", "authPriv", "-a", "SHA", "-x", "AES-256-C")]
    public async Task SimulatedDevice_AnswersNetSnmp(AuthenticationProtocol authentication, PrivacyProtocol privacy, params string[] security)
    {
        var token = TestContext.Current.CancellationToken;
        await RealServers.RequireAsync(async () =>
        {
            await DebianPackages.EnsureAsync(DebianPackages.Snmpd, token);
            return true;
        });
        var user = new SimulatedUser
        {
            Name = "poller",
            Authentication = authentication,
            AuthenticationPassword = authentication == AuthenticationProtocol.None ? null : "maplesyrup",
            Privacy = privacy,
            PrivacyPassword = privacy == PrivacyProtocol.None ? null : "syrupmaple",
        };
        await using var simulator = await SnmpSimulatorHost.StartAsync(new SnmpSimulatorOptions { Port = 0, Devices = 1, Users = [user] }, TimeProvider.System);
        var port = simulator.Devices[0].EndPoint.Port;

        var output = await Shell.RunAsync(
            ["/usr/bin/snmpbulkwalk", "-v3", "-u", "poller", .. security, "-A", "maplesyrup", "-X", "syrupmaple", "-On", "-m", "", $"127.0.0.1:{port}", "1.3.6.1.2.1.2.2"],
            Limit,
            cancellationToken: token);

        Assert.StartsWith(".1.3.6.1.2.1.2.2.1.", output, StringComparison.Ordinal);
        Assert.InRange(output.Split('\n').Length, 10, 10_000);
    }
}
