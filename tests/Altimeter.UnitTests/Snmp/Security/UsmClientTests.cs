using System.Collections.Concurrent;
using Altimeter.Snmp;
using Altimeter.Snmp.Security;
using Xunit;

namespace Altimeter.UnitTests.Snmp.Security;

public sealed class UsmClientTests
{
    private static readonly UserCredentials Bob = Users.Bob(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);
    private static readonly UserCredentials Weak = Users.Bob(AuthenticationProtocol.Md5, PrivacyProtocol.Des);

    private readonly ConcurrentQueue<string> _warnings = new();

    [Fact]
    public async Task Item36_AnswerOfAnotherVersion_IsDropped()
    {
        await using var agent = new UsmAgent(Bob)
        {
            Before = (_, answer) =>
            {
                UsmMessage.TryDecode(answer, out var message);
                return Messages.Response(message.MessageId, new VarBind(UsmDevice.SysUpTime, SnmpValue.Integer(666)));
            },
        };
        await using var client = new SnmpClient();

        Assert.Equal(SnmpValue.Unsigned(SnmpType.TimeTicks, 12345), await GetAsync(client, agent.Target with { Credentials = Bob }));
        Assert.Equal(2, client.Statistics.Mismatched);
    }

    [Fact]
    public async Task Item56_AnswerWithAWrongDigest_IsDroppedAndCounted()
    {
        await using var agent = new UsmAgent(Bob)
        {
            Before = (_, answer) =>
            {
                var changed = (byte[])answer.Clone();
                changed[^1] ^= 1;
                return changed;
            },
        };
        await using var client = new SnmpClient();

        Assert.Equal(SnmpValue.Unsigned(SnmpType.TimeTicks, 12345), await GetAsync(client, agent.Target with { Credentials = Bob }));
        Assert.Equal(1, client.Statistics.SecurityFaults[SnmpSecurityFault.WrongDigest]);
    }

    [Fact]
    public async Task Item68_ManyGetsAtOnceAndLater_DiscoverOnce()
    {
        await using var agent = new UsmAgent(Bob);
        await using var client = new SnmpClient();
        await GetAsync(client, agent.Target with { Credentials = Bob });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(client, agent.Target with { Credentials = Bob })));

        Assert.Equal((1, 52), (client.Statistics.Discoveries, client.Statistics.Sent));
    }

    [Fact]
    public async Task FirstGets_AllAtOnce_NeedNoRetry()
    {
        await using var agent = new UsmAgent(Bob);
        await using var client = new SnmpClient();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync(client, agent.Target with { Credentials = Bob })));

        Assert.Equal((0, 0), (client.Statistics.Retries, client.Statistics.Timeouts));
    }

    [Fact]
    public async Task Item64_RefusalsOfOneMoment_CountAsOne()
    {
        await using var agent = new UsmAgent(Bob);
        await using var client = new SnmpClient();
        var target = agent.Target with { Credentials = Bob with { UserName = "eve" } };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Assert.ThrowsAsync<SnmpSecurityException>(() => GetAsync(client, target))));
        var e = await Assert.ThrowsAsync<SnmpSecurityException>(() => GetAsync(client, target));

        Assert.Matches("not asked again for (60|[1-5]?[0-9]) s", e.Message);
    }

    [Fact]
    public async Task Item91_WrongPasswords_AreInNoMessage()
    {
        await using var agent = new UsmAgent(Bob);
        await using var client = new SnmpClient();
        var user = Bob with { AuthenticationPassword = new Secret("Zq9!secret1"), PrivacyPassword = new Secret("Zq9!secret2") };

        var e = await Assert.ThrowsAsync<SnmpSecurityException>(() => GetAsync(client, agent.Target with { Credentials = user }));

        Assert.Equal(SnmpSecurityFault.WrongDigest, e.Fault);
        Assert.DoesNotContain("Zq9", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString("Zq9!secret"u8), e.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task WeakProtocols_AreWarnedOfOnceEach()
    {
        await using var agent = new UsmAgent(Weak);
        await using var client = new SnmpClient(new SnmpClientOptions { Warn = _warnings.Enqueue });
        for (var i = 0; i < 3; i++) await GetAsync(client, agent.Target with { Credentials = Weak });

        Assert.Equal(2, _warnings.Count);
        Assert.Contains(_warnings, w => w.Contains("MD5", StringComparison.Ordinal));
        Assert.Contains(_warnings, w => w.Contains("DES", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CommunityInPlaceOfUser_IsRefused()
    {
        await using var client = new SnmpClient();
        var e = await Assert.ThrowsAsync<SnmpSecurityException>(() => GetAsync(client, new SnmpTarget("127.0.0.1") { Version = SnmpVersion.V3 }));

        Assert.Equal(SnmpSecurityFault.UnusableCredentials, e.Fault);
    }

    private static async Task<SnmpValue> GetAsync(SnmpClient client, SnmpTarget target) =>
        (await client.GetAsync(target, [UsmDevice.SysUpTime], TestContext.Current.CancellationToken)).VarBinds[0].Value;
}
