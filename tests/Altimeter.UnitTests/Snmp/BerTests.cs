using System.Net;
using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class BerTests
{
    public static TheoryData<string, SnmpValue> Primitives => new()
    {
        { "020100", SnmpValue.Integer(0) },
        { "02017f", SnmpValue.Integer(127) },
        { "02020080", SnmpValue.Integer(128) },
        { "020200ff", SnmpValue.Integer(255) },
        { "02020100", SnmpValue.Integer(256) },
        { "0201ff", SnmpValue.Integer(-1) },
        { "020180", SnmpValue.Integer(-128) },
        { "0202ff7f", SnmpValue.Integer(-129) },
        { "0203008000", SnmpValue.Integer(32768) },
        { "02047fffffff", SnmpValue.Integer(int.MaxValue) },
        { "020480000000", SnmpValue.Integer(int.MinValue) },
        { "410100", SnmpValue.Unsigned(SnmpType.Counter32, 0) },
        { "41020080", SnmpValue.Unsigned(SnmpType.Counter32, 128) },
        { "41050080000000", SnmpValue.Unsigned(SnmpType.Counter32, 1u << 31) },
        { "410500ffffffff", SnmpValue.Unsigned(SnmpType.Counter32, uint.MaxValue) },
        { "4609008000000000000000", SnmpValue.Unsigned(SnmpType.Counter64, 1ul << 63) },
        { "460900ffffffffffffffff", SnmpValue.Unsigned(SnmpType.Counter64, ulong.MaxValue) },
        { "46090090601fcc56bfbd08", SnmpValue.Unsigned(SnmpType.Counter64, 10403350101715041544) },
        { "430400ace986", SnmpValue.Unsigned(SnmpType.TimeTicks, 11331974) },
        { "4004c0000201", SnmpValue.IpAddress(IPAddress.Parse("192.0.2.1")) },
        { "44079f78043fc00000", SnmpValue.Float(1.5f) },
        { "44079f780400000000", SnmpValue.Float(0) },
        { "44079f780440490fdb", SnmpValue.Float(3.1415927f) },
        { "440b9f79083ff8000000000000", SnmpValue.Double(1.5) },
        { "0403616263", SnmpValue.OctetString("abc") },
        { "8000", SnmpValue.NoSuchObject },
    };

    public static TheoryData<string, string> Oids => new()
    {
        { "060100", "0.0" },
        { "06012b", "1.3" },
        { "06014f", "1.39" },
        { "060177", "2.39" },
        { "060178", "2.40" },
        { "06017f", "2.47" },
        { "06028100", "2.48" },
        { "0603813403", "2.100.3" },
        { "0603883703", "2.999.3" },
        { "06082b06010201010100", "1.3.6.1.2.1.1.1.0" },
        { "060b2b060104018f650a010301", "1.3.6.1.4.1.2021.10.1.3.1" },
        { "06072b060104018100", "1.3.6.1.4.1.128" },
        { "06072b06010401ff7f", "1.3.6.1.4.1.16383" },
        { "06082b06010401818000", "1.3.6.1.4.1.16384" },
        { "060a2b060104018fffffff7f", "1.3.6.1.4.1.4294967295" },
    };

    [Theory, MemberData(nameof(Primitives))]
    public void Item1_Primitives_EncodeToTheVectorAndBack(string hex, SnmpValue value)
    {
        Assert.Equal(hex, Encode(value));
        Assert.Equal(value, Decode(hex));
    }

    [Theory, MemberData(nameof(Oids))]
    public void Item2_Oids_EncodeToTheVectorAndBack(string hex, string oid)
    {
        var value = SnmpValue.ObjectIdentifier(Oid.Parse(oid));

        Assert.Equal(hex, Encode(value));
        Assert.Equal(oid, Decode(hex).AsOid.ToString());
    }

    [Theory]
    [InlineData("02020005", 5)]
    [InlineData("0203ffff80", -128)]
    [InlineData("020a00000000000000000005", 5)]
    public void Item3_NonMinimalInteger_IsAccepted(string hex, int expected) => Assert.Equal(SnmpValue.Integer(expected), Decode(hex));

    [Theory]
    [InlineData("4104b39961ed", 3013173741)]
    [InlineData("4104f02126d0", 4028704464)]
    public void Item4_UnsignedWithoutLeadingZero_IsNeverNegative(string hex, uint expected) =>
        Assert.Equal(SnmpValue.Unsigned(SnmpType.Counter32, expected), Decode(hex));

    [Fact]
    public void Item5_CounterOver32Bits_IsMalformedAndNeighboursAreKept()
    {
        var varBinds = DecodeAll("41050100000000", "410107", "0200");

        Assert.Equal(SnmpType.Malformed, varBinds[0].Value.Type);
        Assert.Equal("malformed: NumberTooLarge", varBinds[0].Value.Cause);
        Assert.Equal(SnmpValue.Unsigned(SnmpType.Counter32, 7), varBinds[1].Value);
        Assert.Equal("malformed: EmptyNumber", varBinds[2].Value.Cause);
        Assert.Equal(Oid.Parse("1.3.6.1"), varBinds[2].Oid);
    }

    [Fact]
    public void Item6_Counter64WithoutLeadingZero_IsTheWholeRange() =>
        Assert.Equal(SnmpValue.Unsigned(SnmpType.Counter64, ulong.MaxValue), Decode("4608ffffffffffffffff"));

    [Fact]
    public void Item7_OddAddresses_AreNullAndIPv6()
    {
        Assert.Null(Decode("4000").AsIpAddress);
        Assert.True(Decode("4000").IsPresent);
        Assert.Equal(IPAddress.Parse("2001:db8::1"), Decode("401020010db8000000000000000000000001").AsIpAddress);
        Assert.Equal("malformed: BadAddress", Decode("4003010203").Cause);
    }

    [Fact]
    public void Item8_Opaque_IsOpenedOrStaysBytes()
    {
        Assert.Equal(SnmpValue.Float(0), Decode("44079f780400000000"));
        Assert.Equal(SnmpValue.OctetString(new byte[] { 1, 2 }, SnmpType.Opaque), Decode("44020102"));
        Assert.Equal(SnmpValue.Unsigned(SnmpType.OpaqueCounter64, 300), Decode("44059f7602012c"));
        Assert.Equal(SnmpValue.Integer(-2, SnmpType.OpaqueInt64), Decode("44049f7a01fe"));
        Assert.Equal(SnmpType.Opaque, Decode("44049f780100").Type);
    }

    [Fact]
    public void Item9_EmptyOid_IsZeroZero() => Assert.Equal(Oid.Parse("0.0"), Decode("0600").AsOid);

    [Theory]
    [InlineData("06062b9080808000")]
    [InlineData("06022b81")]
    public void Item10_SubIdentifierOver32BitsOrOpen_IsMalformed(string hex) => Assert.Equal("malformed: BadSubIdentifier", Decode(hex).Cause);

    [Fact]
    public void LeadingEighty_InSubIdentifier_IsTolerated() => Assert.Equal(Oid.Parse("1.3.5"), Decode("06032b8005").AsOid);

    [Fact]
    public void Rule17_WideInteger_IsAcceptedAndFlagged()
    {
        var value = Decode("02050100000000");

        Assert.True(value.TryGetInteger(out var number));
        Assert.Equal(1L << 32, (long)number);
        Assert.True(value.IsBeyondInteger32);
        Assert.False(SnmpValue.Integer(int.MinValue).IsBeyondInteger32);
    }

    private static string Encode(SnmpValue value)
    {
        var writer = new BerWriter(new byte[64]);
        writer.WriteValue(value);
        return Convert.ToHexStringLower(writer.Written);
    }

    private static SnmpValue Decode(string hex) => DecodeAll(hex)[0].Value;

    private static List<VarBind> DecodeAll(params string[] values)
    {
        var writer = new BerWriter(new byte[512]);
        foreach (var hex in values.Reverse())
        {
            var content = Convert.FromHexString("06032b0601" + hex);
            writer.WriteOctets(0x30, content);
        }
        writer.Close(0x30, 0);
        writer.WriteSigned(2, 0);
        writer.WriteSigned(2, 0);
        writer.WriteSigned(2, 1);
        writer.Close(0xA2, 0);
        writer.WriteOctets(4, "public"u8);
        writer.WriteSigned(2, 1);
        writer.Close(0x30, 0);
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(writer.Written, out var message));
        return Messages.VarBinds(message);
    }
}
