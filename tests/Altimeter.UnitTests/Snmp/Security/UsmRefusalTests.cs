using Altimeter.Snmp;
using Altimeter.Snmp.Security;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Snmp.Security;

public sealed class UsmRefusalTests
{
    private static readonly UserCredentials Bob = Users.Bob(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);

    private readonly FakeTimeProvider _time = new();
    private readonly UsmContext _context;
    private readonly UsmDevice _device;

    public UsmRefusalTests()
    {
        _context = new UsmContext(_time);
        _device = new UsmDevice(_context, Users.EngineId, 5, Bob);
    }

    [Theory]
    [InlineData("eve", "maplesyrup", PrivacyProtocol.Aes128, SnmpSecurityFault.UnknownUserName)]
    [InlineData("bob", "maplesugar", PrivacyProtocol.Aes128, SnmpSecurityFault.WrongDigest)]
    [InlineData("tom", "maplesyrup", PrivacyProtocol.Aes128, SnmpSecurityFault.UnsupportedSecurityLevel)]
    [InlineData("bob", "maplesyrup", PrivacyProtocol.Aes256Reeder, SnmpSecurityFault.DecryptionError)]
    public void Item64_Refusal_IsNotRepeatedBeforeTheBackOff(string name, string password, PrivacyProtocol privacy, SnmpSecurityFault fault)
    {
        var device = new UsmDevice(_context, Users.EngineId, 5, Bob, Users.Bob(AuthenticationProtocol.Sha256) with { UserName = "tom" });
        var user = Bob with { UserName = name, AuthenticationPassword = new Secret(password), Privacy = privacy };
        Assert.Equal(new UsmVerdict(UsmOutcome.Refused, fault), device.Get(user).Verdict);
        Assert.Equal(2, device.Requests);

        Assert.Equal(fault, Refusal().Fault);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Contains("not asked again for 1 s", Refusal().Message, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(UsmOutcome.Refused, device.Get(user).Verdict.Outcome);
        Assert.Equal(3, device.Requests);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Contains("not asked again for 59 s", Refusal().Message, StringComparison.Ordinal);
        Assert.Equal(UsmOutcome.Answer, device.Get(Bob).Verdict.Outcome);

        SnmpSecurityException Refusal() => Assert.Throws<SnmpSecurityException>(() => device.Peer.Begin(device.Target with { Credentials = user }));
    }

    [Fact]
    public void Item65_AnswerAtLowerLevel_IsDropped()
    {
        _device.Get();
        _device.Change = answer => UsmForgery.Response(answer, Bob with { Privacy = default, PrivacyPassword = null }, 5, 0, "");
        Assert.Equal(UsmOutcome.Drop, _device.Get().Verdict.Outcome);
        _device.Change = answer => UsmForgery.Response(answer, new UserCredentials("bob"), 5, 0, "");

        Assert.Equal(UsmOutcome.Drop, _device.Get().Verdict.Outcome);
    }

    [Fact]
    public void Item66_AnswerOfAnotherContext_IsDropped()
    {
        _device.Get();
        _device.Change = answer => UsmForgery.Response(answer, Bob, 5, 0, "vlan-1");
        Assert.Equal(UsmOutcome.Drop, _device.Get().Verdict.Outcome);
        _device.Change = answer => UsmForgery.Response(answer, Bob, 5, 0, "");

        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
    }

    [Fact]
    public void Context_Unknown_IsRefusedWithoutBackOff()
    {
        var user = Bob with { ContextName = "vlan-1" };

        Assert.Equal(new UsmVerdict(UsmOutcome.Refused, SnmpSecurityFault.UnknownContext), _device.Get(user).Verdict);
        Assert.Equal(new UsmVerdict(UsmOutcome.Refused, SnmpSecurityFault.UnknownPduHandler), _device.Get(Bob with { ContextEngineId = "8000000001" }).Verdict);
        Assert.Equal(UsmOutcome.Refused, _device.Get(user).Verdict.Outcome);
    }

    [Fact]
    public void Item61_AnswerFromBeforeTheLastRestart_IsNotTaken()
    {
        _device.Get();
        var exchange = _device.Peer.Begin(_device.Target);
        _device.Change = answer => UsmForgery.Response(answer, Bob, 4, 9_999, "");

        Assert.Equal(new UsmVerdict(UsmOutcome.Again, SnmpSecurityFault.NotInTimeWindow), _device.Send(exchange).Verdict);
    }

    [Fact]
    public void Item71_ShortPassword_IsRefusedUnlessAllowed()
    {
        var seven = Bob with { PrivacyPassword = new Secret("1234567") };

        var e = Assert.Throws<SnmpSecurityException>(() => _device.Peer.Begin(_device.Target with { Credentials = seven }));
        Assert.Equal(SnmpSecurityFault.UnusableCredentials, e.Fault);
        Assert.Contains("8 octets", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", e.ToString(), StringComparison.Ordinal);
        _device.Peer.Begin(_device.Target with { Credentials = seven with { AllowsShortPasswords = true } });
    }
}
