using Altimeter.IntegrationTests.Servers;
using Altimeter.Snmp;

namespace Altimeter.IntegrationTests.Snmp;

public sealed class SnmpdSecurityTests(SecuredSnmpd snmpd) : IClassFixture<SecuredSnmpd>
{
    private static readonly Oid SysName = Oid.Parse("1.3.6.1.2.1.1.5.0");
    private static readonly Oid SysOrId = Oid.Parse("1.3.6.1.2.1.1.9.1.2");
    private static readonly Oid SysOrDescr = Oid.Parse("1.3.6.1.2.1.1.9.1.3");
    private static readonly UserCredentials Strong = SecuredSnmpd.User(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);

    public static TheoryData<AuthenticationProtocol, PrivacyProtocol> Combinations => [.. SecuredSnmpd.Combinations];

    [Theory, MemberData(nameof(Combinations))]
    public async Task V3_EveryCombination_GetsAndWalks(AuthenticationProtocol authentication, PrivacyProtocol privacy)
    {
        var server = await snmpd.ServerAsync();
        var target = SecuredSnmpd.Target(server, SecuredSnmpd.User(authentication, privacy));
        await using var client = new SnmpClient();

        // Texts of growing length meet every length of a cipher's last block.
        for (var count = 1; count <= 8; count++)
        {
            var response = await client.GetAsync(target, [.. Enumerable.Repeat(SysName, count)], TestContext.Current.CancellationToken);
            Assert.All(response.VarBinds, v => Assert.Equal("switch-1.example", v.Value.ToString()));
        }
        var rows = await client.WalkAsync(target, [SysOrId, SysOrDescr], TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken);

        Assert.InRange(rows, 5, 50);
        Assert.Equal((1, 0, 0), (client.Statistics.Discoveries, client.Statistics.TimeSynchronizations, client.Statistics.SecurityFaults.Count));
    }

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task Community_GetsAndWalks(SnmpVersion version)
    {
        var server = await snmpd.ServerAsync();
        var target = new SnmpTarget("127.0.0.1") { Port = server.Port, Version = version, Credentials = new Community(server.Community) };
        await using var client = new SnmpClient();

        var response = await client.GetAsync(target, [SysName], TestContext.Current.CancellationToken);
        var rows = await client.WalkAsync(target, [SysOrId, SysOrDescr], TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken);

        Assert.Equal("switch-1.example", response.VarBinds[0].Value.ToString());
        Assert.InRange(rows, 5, 50);
    }

    [Fact]
    public async Task Item70_UrlOfCeilometer_MeansReedersAes256()
    {
        var server = await snmpd.ServerAsync();
        var user = SecuredSnmpd.User(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes256Reeder);
        var password = System.Text.Encoding.UTF8.GetString(user.AuthenticationPassword!.Expose());
        Assert.True(SnmpUri.TryParse($"snmp://{user.UserName}:{password}@127.0.0.1:{server.Port}?auth_proto=sha&priv_proto=aes256&priv_password={password}", out var target, out _));
        await using var client = new SnmpClient();

        Assert.Equal("switch-1.example", (await client.GetAsync(target, [SysName], TestContext.Current.CancellationToken)).VarBinds[0].Value.ToString());
    }

    public static TheoryData<string, SnmpSecurityFault> Refusals => new()
    {
        { "user", SnmpSecurityFault.UnknownUserName },
        { "password", SnmpSecurityFault.WrongDigest },
        { "level", SnmpSecurityFault.UnsupportedSecurityLevel },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task Item64_Refusal_IsNamedAndNotRepeated(string wrong, SnmpSecurityFault fault)
    {
        var server = await snmpd.ServerAsync();
        var user = wrong switch
        {
            "user" => Strong with { UserName = "nobody" },
            "password" => Strong with { AuthenticationPassword = new Secret("Zq9!secret1") },
            _ => Strong with { UserName = SecuredSnmpd.User(AuthenticationProtocol.Sha256, PrivacyProtocol.None).UserName },
        };
        await using var client = new SnmpClient();

        var e = await Assert.ThrowsAsync<SnmpSecurityException>(() => GetAsync(client, SecuredSnmpd.Target(server, user)));
        var sent = client.Statistics.Sent;
        var again = await Assert.ThrowsAsync<SnmpSecurityException>(() => GetAsync(client, SecuredSnmpd.Target(server, user)));

        Assert.Equal((fault, fault), (e.Fault, again.Fault));
        Assert.Equal((2, 2), (sent, client.Statistics.Sent));
        Assert.Equal(1, client.Statistics.SecurityFaults[fault]);
        Assert.DoesNotContain("Zq9", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPrivacyPassword_CauseIsNamed()
    {
        var server = await snmpd.ServerAsync();
        var target = SecuredSnmpd.Target(server, Strong with { PrivacyPassword = new Secret("Zq9!secret2") }) with { Timeout = TimeSpan.FromSeconds(1), Retries = 0 };
        await using var client = new SnmpClient();

        var e = await Assert.ThrowsAnyAsync<SnmpException>(() => GetAsync(client, target));

        Assert.Contains("privacy password or protocol", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Zq9", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item59_RestartedDevice_IsSynchronizedWithoutDiscovery()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await RealServers.RequireAsync(() => SecuredSnmpd.StartAsync(token));
        await using var client = new SnmpClient();
        await GetAsync(client, SecuredSnmpd.Target(server, Strong));
        await server.RestartAsync(boots: 5, token);

        await GetAsync(client, SecuredSnmpd.Target(server, Strong));

        Assert.Equal((1, 1), (client.Statistics.Discoveries, client.Statistics.TimeSynchronizations));
        Assert.Equal(0, client.Statistics.Timeouts + client.Statistics.Retries);
    }

    [Fact]
    public async Task Item62_DeviceThatLostItsBoots_IsDiscoveredAgain()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await RealServers.RequireAsync(() => SecuredSnmpd.StartAsync(token));
        await server.RestartAsync(boots: 5, token);
        await using var client = new SnmpClient();
        await GetAsync(client, SecuredSnmpd.Target(server, Strong));
        await server.RestartAsync(boots: 0, token);

        await GetAsync(client, SecuredSnmpd.Target(server, Strong));
        await GetAsync(client, SecuredSnmpd.Target(server, Strong));

        Assert.Equal(2, client.Statistics.Discoveries);
        Assert.Equal(2, client.Statistics.SecurityFaults[SnmpSecurityFault.NotInTimeWindow]);
        Assert.Equal(0, client.Statistics.Timeouts + client.Statistics.Retries);
    }

    private static async Task GetAsync(SnmpClient client, SnmpTarget target)
    {
        var response = await client.GetAsync(target, [SysName], TestContext.Current.CancellationToken);
        Assert.Equal("switch-1.example", response.VarBinds[0].Value.ToString());
    }
}
