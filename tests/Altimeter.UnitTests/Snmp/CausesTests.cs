using Altimeter.Snmp;
using Altimeter.Testing.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class CausesTests : IAsyncDisposable
{
    private static readonly Oid Name = Oid.Parse("1.3.6.1.2.1.1.3.0");

    private readonly ScriptedSnmpPeer _peer = new([new VarBind(Name, SnmpValue.Integer(7))]);
    private readonly SnmpClient _client = new();

    private SnmpTarget Hasty => _peer.Target with { Timeout = TimeSpan.FromMilliseconds(250), Retries = 1 };

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IdsCutTo16Bits_AreNamedAndCounted(bool isSigned)
    {
        Always(good => good with { RequestId = isSigned ? (short)good.RequestId : (ushort)good.RequestId });

        await AssertCauseAsync(DeviceQuirks.CutsRequestIds, "last 16 bits");
        Assert.Equal(SnmpValue.Integer(7), (await GetAsync(Hasty with { HasShortRequestIds = true, Retries = 20 })).VarBinds[0].Value);
    }

    [Fact]
    public async Task Item35_AnswersWithAnotherCommunity_AreNamedAndCounted()
    {
        Always(good => good with { Community = "Zq9!secret1" });

        await AssertCauseAsync(DeviceQuirks.ChangesCommunity, "another community");
    }

    [Fact]
    public async Task Item33_AnswersFromElsewhere_AreNamedAndCounted()
    {
        Always(good => good with { IsFromOtherPort = true });

        await AssertCauseAsync(DeviceQuirks.AnswersFromElsewhere, "an answer came from 127.0.0.1:");
    }

    [Fact]
    public async Task AnswersInV1_AreNamedAndCounted()
    {
        Always(good => good with { Version = SnmpVersion.V1 });

        await AssertCauseAsync(DeviceQuirks.SpeaksV1Only, "SNMPv1");
        Assert.Equal(SnmpValue.Integer(7), (await GetAsync(Hasty with { Version = SnmpVersion.V1, Retries = 20 })).VarBinds[0].Value);
    }

    [Fact]
    public async Task V2cDroppedAndV1Answered_IsNamedAndCounted()
    {
        OnlyV1();

        await AssertCauseAsync(DeviceQuirks.SpeaksV1Only, "SNMPv1");
        // Once per device: a dead one costs one datagram more.
        await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(Hasty));
        Assert.Single(_peer.Requests, r => r.Version == SnmpVersion.V1);
    }

    [Fact]
    public async Task SilentDevice_HasNoCause()
    {
        _peer.ThenDrop(100);

        var error = await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(Hasty));

        Assert.Equal(DeviceQuirks.None, error.Quirk);
        Assert.Empty(_client.Statistics.Quirks);
    }

    private async Task AssertCauseAsync(DeviceQuirks quirk, string text)
    {
        var error = await Assert.ThrowsAsync<SnmpTimeoutException>(() => GetAsync(Hasty));
        Assert.Equal(quirk, error.Quirk);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Zq9", error.ToString(), StringComparison.Ordinal);
        Assert.True(_client.Statistics.Quirks[quirk] > 0);
        Assert.True(_client.Devices[0].Quirks.HasFlag(quirk));
    }

    private void Always(Func<PeerReply, PeerReply> change)
    {
        for (var i = 0; i < 100; i++) _peer.Then(change);
    }

    private void OnlyV1()
    {
        for (var i = 0; i < 100; i++) _peer.Then((request, good) => request.Version == SnmpVersion.V1 ? [good] : []);
    }

    private Task<SnmpResponse> GetAsync(SnmpTarget target) => _client.GetAsync(target, [Name], CancellationToken.None).AsTask();
}
