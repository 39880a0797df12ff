using System.Text;
using Altimeter.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class EchoedSecretTests
{
    private const string Secret = "Zq9!secret1";

    private static readonly Oid Name = Oid.Parse("1.3.6.1.2.1.1.5.0");
    private static readonly byte[] Octets = Encoding.ASCII.GetBytes(Secret);

    private readonly SimulatedNetwork _network = new([new VarBind(Name, SnmpValue.OctetString(Secret))], Secret);

    private static SnmpTarget Target => new("192.0.2.1") { Credentials = new Community(Secret), Retries = 1 };

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "cut", good => good[..^1] },
        { "length", good => With(good, 1, (byte)(good[1] + 1)) },
        { "version", good => With(good, 4, 0) },
        { "kind", good => With(good, Array.IndexOf(good, (byte)0xA2), 0xA0) },
        { "garbage", good => [.. Octets, .. good] },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public async Task Item92_MalformedReplyWithTheCommunity_LeavesNoOctetsInTheError(string damage, Func<byte[], byte[]> spoil)
    {
        await using var client = _network.Client();
        _network.Answer = (_, good) => good.Length == 0 ? [] : [spoil(good)];

        var error = await Assert.ThrowsAsync<SnmpTimeoutException>(() => client.GetAsync(Target, [Name], CancellationToken.None).AsTask());

        Assert.True(client.Statistics.Malformed + client.Statistics.Mismatched > 0, damage);
        AssertHoldsNothing(error.ToString());
    }

    [Fact]
    public async Task Item92_MalformedValueWithTheCommunity_IsDescribedWithoutIt()
    {
        await using var client = _network.Client();
        // A Counter32 of so many octets is none.
        _network.Answer = (_, good) => [With(good, good.AsSpan().LastIndexOf(Octets) - 2, 0x41)];

        var value = (await client.GetAsync(Target, [Name], CancellationToken.None)).VarBinds[0].Value;

        Assert.Equal(SnmpType.Malformed, value.Type);
        AssertHoldsNothing($"{value} {value.Cause}");
    }

    private static byte[] With(byte[] datagram, int place, byte octet)
    {
        var changed = (byte[])datagram.Clone();
        changed[place] = octet;
        return changed;
    }

    private static void AssertHoldsNothing(string text)
    {
        Assert.DoesNotContain("Zq9", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Octets)[..8], text, StringComparison.Ordinal);
        foreach (var separator in new[] { "", " ", "-", ":" })
            Assert.DoesNotContain(string.Join(separator, Octets[..4].Select(octet => octet.ToString("x2"))), text, StringComparison.OrdinalIgnoreCase);
    }
}
