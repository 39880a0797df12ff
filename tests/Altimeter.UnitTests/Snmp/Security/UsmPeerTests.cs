using Altimeter.Snmp;
using Altimeter.Snmp.Security;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Snmp.Security;

public sealed class UsmPeerTests
{
    private static readonly UserCredentials Bob = Users.Bob(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);
    private static readonly byte[] OtherId = [0x80, 0, 0, 9, 1];

    private readonly FakeTimeProvider _time = new();
    private readonly UsmContext _context;
    private readonly UsmDevice _device;

    public UsmPeerTests()
    {
        _context = new UsmContext(_time);
        _device = new UsmDevice(_context, Users.EngineId, 5, Bob);
    }

    public static TheoryData<AuthenticationProtocol, PrivacyProtocol> Combinations => [.. Levels()];

    [Theory, MemberData(nameof(Combinations))]
    public void Get_EveryCombination_IsAnswered(AuthenticationProtocol authentication, PrivacyProtocol privacy)
    {
        var device = new UsmDevice(_context, Users.EngineId, 1, Users.Bob(authentication, privacy));

        Assert.Equal((new UsmVerdict(UsmOutcome.Answer), SnmpValue.Unsigned(SnmpType.TimeTicks, 12345)), device.Get());
    }

    [Fact]
    public void Item58_UnknownEngine_IsLearntInOneRoundTrip()
    {
        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);

        Assert.Equal((2, 1), (_device.Requests, _context.Counters.Discoveries));
    }

    [Fact]
    public void Item68_KnownEngine_IsNotDiscoveredAgain()
    {
        _device.Get();
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);

        Assert.Equal((3, 1), (_device.Requests, _context.Counters.Discoveries));
    }

    [Fact]
    public void Item58_ReplacedEngine_IsDiscoveredAgainOnceAMinute()
    {
        _device.Get();
        _device.Restart(OtherId, 1);
        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
        Assert.Equal(5, _device.Requests);

        _device.Restart(Users.EngineId, 9);
        Assert.Equal(new UsmVerdict(UsmOutcome.Refused, SnmpSecurityFault.UnknownEngineId), _device.Get().Verdict);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
    }

    [Fact]
    public void Item59_NotInTimeWindow_IsSentAgainWithTheDevicesTime()
    {
        _device.Get();
        _device.Restart(Users.EngineId, 6);

        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
        Assert.Equal((4, 1), (_device.Requests, _context.Counters.Resynchronizations));
    }

    [Fact]
    public void Item59_SecondNotInTimeWindow_IsAnError()
    {
        _device.Get();
        var exchange = _device.Peer.Begin(_device.Target);
        _device.Restart(Users.EngineId, 6);
        Assert.Equal(UsmOutcome.Again, _device.Send(exchange).Verdict.Outcome);
        _device.Restart(Users.EngineId, 7);

        Assert.Equal(new UsmVerdict(UsmOutcome.Refused, SnmpSecurityFault.NotInTimeWindow), _device.Send(exchange).Verdict);
    }

    [Fact]
    public void Item60_UnauthenticatedNotInTimeWindow_ChangesNothing()
    {
        _device.Get();
        _device.Change = answer => UsmForgery.Report(answer, SnmpSecurityFault.NotInTimeWindow, Users.EngineId, 77, 7);
        Assert.Equal(new UsmVerdict(UsmOutcome.Drop, SnmpSecurityFault.NotInTimeWindow), _device.Get().Verdict);
        _device.Change = answer => answer;

        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
        Assert.Equal((4, 0), (_device.Requests, _context.Counters.Resynchronizations));
    }

    [Fact]
    public void Item61_Window_IsThatOfTheRfc()
    {
        var clock = new EngineClock(_time);
        Assert.True(clock.Accept(5, 1_000));

        Assert.False(clock.Accept(4, 5_000));
        Assert.False(clock.Accept(5, 1_000 - 151));
        Assert.True(clock.Accept(5, 1_000 - 150));
        Assert.Equal((5, 1_000), (clock.Boots, clock.Time));
        _time.Advance(TimeSpan.FromSeconds(151));
        Assert.Equal(1_151, clock.Time);
        Assert.False(clock.Accept(5, 1_000));
        Assert.False(clock.Accept(int.MaxValue, 1_000));
        Assert.True(clock.Accept(6, 1));
        Assert.Equal((6, 1), (clock.Boots, clock.Time));
    }

    [Fact]
    public void Item62_BootsThatGoBack_AreDiscoveredAfterTwoFailures()
    {
        _device.Get();
        _device.Restart(Users.EngineId, 1);

        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
        // Two refusals by the device, one discovery, one answer.
        Assert.Equal((6, 2), (_device.Requests, _context.Counters.Discoveries));
        Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
        Assert.Equal(7, _device.Requests);
    }

    [Fact]
    public void Item63_SharedEngineId_BothDevicesWorkAndAreNamed()
    {
        var clone = new UsmDevice(_context, Users.EngineId, 2, Bob);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(UsmOutcome.Answer, _device.Get().Verdict.Outcome);
            Assert.Equal(UsmOutcome.Answer, clone.Get().Verdict.Outcome);
        }

        Assert.Equal((4, 4), (_device.Requests, clone.Requests));
        Assert.True(_device.Peer.SharesEngineId && clone.Peer.SharesEngineId);
        Assert.Equal(1, _context.Counters.ReadFaults()[SnmpSecurityFault.SharedEngineId]);
    }

    [Fact]
    public void Item63_OneEngineAtTwoAddresses_IsNoClone()
    {
        _device.Get();
        var other = new UsmDevice(_context, Users.EngineId, 5, Bob);
        other.Get();

        Assert.False(_device.Peer.SharesEngineId || other.Peer.SharesEngineId);
    }

    private static IEnumerable<(AuthenticationProtocol Authentication, PrivacyProtocol Privacy)> Levels()
    {
        yield return (AuthenticationProtocol.None, PrivacyProtocol.None);
        foreach (var authentication in Enum.GetValues<AuthenticationProtocol>()[1..])
        {
            foreach (var privacy in Enum.GetValues<PrivacyProtocol>()) yield return (authentication, privacy);
        }
    }
}
