using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class SnmpMessageTests
{
    private const string SysUpTime = "1.3.6.1.2.1.1.3.0";
    private const string GetSysUpTime = "302602010104067075626c6963a019020101020100020100300e300c06082b060102010103000500";
    private const string NonMinimal = "308200270201010481067075626c6963a019020101020100020100300e300c06082b060102010103000500";

    private static readonly string[] Responses =
    [
        "302802010104067075626c6963a21b0201010201000201003010300e06082b0601020101030043023039",
        "302602010004067075626c6963a219020101020102020101300e300c06082b060102010163000500",
        "304302010104067075626c6963a236020101020100020100302b300c06082b060102010163008000300c06082b060102010103018100300d06082b06010201010300430105",
        "302a02010104067075626c6963a21d02010702010002010030123010060c2b06010603100105020106098200",
        "301802010104067075626c6963a20b0201090201010201003000",
        "3064020103300e020101020300ffe3040100020103041e301c040d80001f8880e9630000d61ff449020103020203e8040004000400302f040d80001f8880e9630000d61ff4490400a81c0201010201000201003011300f060a2b060106030f0101040041012a",
    ];

    public static TheoryData<string> AllVectors => [.. Responses, GetSysUpTime, NonMinimal];

    [Theory]
    [InlineData("850000000001")]
    [InlineData("80")]
    public void Item11_IndefiniteOrWideLength_RejectsTheMessage(string length)
    {
        var datagram = Convert.FromHexString("30" + length + GetSysUpTime[4..]);

        Assert.Equal(length == "80" ? BerStatus.IndefiniteLength : BerStatus.LengthTooWide, SnmpMessage.TryDecode(datagram, out _));
    }

    [Fact]
    public void Item12_OuterLengthOneTooMany_RejectsTheMessage() =>
        Assert.Equal(BerStatus.LengthPastEnd, SnmpMessage.TryDecode(Convert.FromHexString("3027" + GetSysUpTime[4..]), out _));

    [Fact]
    public void Item13_TrailingOctets_AreCounted()
    {
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(Convert.FromHexString(GetSysUpTime + "00000000"), out var message));
        Assert.Equal(4, message.TrailingOctets);
    }

    [Fact]
    public void Item14_NonMinimalLengths_DecodeToTheSameRequest()
    {
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(Convert.FromHexString(NonMinimal), out var message));
        Assert.Equal(PduType.Get, message.Header.Type);
        Assert.Equal(1, message.Header.RequestId);
        Assert.Equal("public"u8, message.Header.Community);
        Assert.Equal([new VarBind(Oid.Parse(SysUpTime), SnmpValue.Null)], Messages.VarBinds(message));
    }

    [Fact]
    public void Item15_MillionMutants_NeverThrowNorAllocateMuch()
    {
        var random = new Random(7);
        byte[][] originals = [.. Responses.Select(Convert.FromHexString)];
        var worst = 0L;
        for (var i = 0; i < 1_000_000; i++)
        {
            var mutant = (byte[])originals[i % originals.Length].Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--) mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            var before = GC.GetAllocatedBytesForCurrentThread();
            DecodeAll(mutant.AsSpan(0, i % 5 == 0 ? random.Next(mutant.Length) : mutant.Length));
            worst = Math.Max(worst, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.InRange(worst, 0, 64 << 10);
    }

    [Theory]
    [InlineData(127, "02017f")]
    [InlineData(128, "02020080")]
    public void Item16_MaxRepetitions_AreMinimalAndPositive(int repetitions, string expected) =>
        Assert.Contains("020100" + expected + "30", Messages.Request(SnmpVersion.V2c, PduType.GetBulk, 1, repetitions, SysUpTime), StringComparison.Ordinal);

    [Theory]
    [InlineData(SnmpVersion.V1, PduType.Get, 1, 0, "302602010004067075626c6963a019020101020100020100300e300c06082b060102010103000500", SysUpTime)]
    [InlineData(SnmpVersion.V2c, PduType.Get, 1, 0, GetSysUpTime, SysUpTime)]
    [InlineData(SnmpVersion.V2c, PduType.GetNext, 2, 0, "302702010104067075626c6963a11a020102020100020100300f300d06092b06010201020201020500", "1.3.6.1.2.1.2.2.1.2")]
    [InlineData(SnmpVersion.V2c, PduType.GetBulk, 0x1234, 25, "303702010104067075626c6963a52a02021234020100020119301e300d06092b06010201020201020500300d06092b060102010202010a0500", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.10")]
    public void Item17_Requests_AreWrittenByteForByte(SnmpVersion version, PduType type, int id, int repetitions, string expected, params string[] oids) =>
        Assert.Equal(expected, Messages.Request(version, type, id, repetitions, oids));

    [Fact]
    public void Responses_OfTheVectors_MeanWhatTheySay()
    {
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(Convert.FromHexString(Responses[0]), out var time));
        Assert.Equal([new VarBind(Oid.Parse(SysUpTime), SnmpValue.Unsigned(SnmpType.TimeTicks, 12345))], Messages.VarBinds(time));
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(Convert.FromHexString(Responses[1]), out var refused));
        Assert.Equal((SnmpVersion.V1, ErrorStatus.NoSuchName, 1), (refused.Header.Version, refused.ErrorStatus, refused.ErrorIndex));
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(Convert.FromHexString(Responses[2]), out var absent));
        Assert.Equal([SnmpType.NoSuchObject, SnmpType.NoSuchInstance, SnmpType.TimeTicks], Messages.VarBinds(absent).Select(v => v.Value.Type));
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(Convert.FromHexString(Responses[3]), out var end));
        Assert.Equal(SnmpType.EndOfMibView, Messages.VarBinds(end)[0].Value.Type);
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(Convert.FromHexString(Responses[4]), out var tooBig));
        Assert.Equal((ErrorStatus.TooBig, 0, 9), (tooBig.ErrorStatus, tooBig.VarBindCount, tooBig.Header.RequestId));
        Assert.Equal(BerStatus.UnknownVersion, SnmpMessage.TryDecode(Convert.FromHexString(Responses[5]), out _));
    }

    [Theory, MemberData(nameof(AllVectors))]
    public void TryDecode_EveryPrefix_IsRefusedWithoutThrowing(string hex)
    {
        var datagram = Convert.FromHexString(hex);
        for (var length = 0; length < datagram.Length; length++) Assert.NotEqual(BerStatus.Ok, DecodeAll(datagram.AsSpan(0, length)));
    }

    [Theory, MemberData(nameof(AllVectors))]
    public void TryDecode_EveryFlippedByte_NeverThrows(string hex)
    {
        var datagram = Convert.FromHexString(hex);
        for (var place = 0; place < datagram.Length; place++)
        {
            for (var value = 0; value < 256; value++)
            {
                var original = datagram[place];
                datagram[place] = (byte)value;
                DecodeAll(datagram);
                datagram[place] = original;
            }
        }
    }

    [Fact]
    public void TryDecode_TooManyEmptyBindings_IsRefused()
    {
        var writer = new BerWriter(new byte[65_000]);
        for (var i = 0; i <= SnmpMessage.MaxVarBinds; i++) writer.WriteOctets(0x30, default);
        writer.Close(0x30, 0);
        for (var i = 0; i < 3; i++) writer.WriteSigned(2, 1);
        writer.Close(0xA2, 0);
        writer.WriteOctets(4, "public"u8);
        writer.WriteSigned(2, 1);
        writer.Close(0x30, 0);

        Assert.Equal(BerStatus.TooManyBindings, SnmpMessage.TryDecode(writer.Written, out _));
    }

    private static BerStatus DecodeAll(ReadOnlySpan<byte> datagram)
    {
        var status = SnmpMessage.TryDecode(datagram, out var message);
        if (status != BerStatus.Ok) return status;
        for (var reader = message.VarBinds; reader.MoveNext();) _ = reader.Current();
        return status;
    }
}
