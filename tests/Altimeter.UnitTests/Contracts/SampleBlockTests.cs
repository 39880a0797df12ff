using System.Text;
using Altimeter.Contracts;
using Altimeter.Contracts.V1;
using CsCheck;
using MessagePack;
using Xunit;

namespace Altimeter.UnitTests.Contracts;

public sealed class SampleBlockTests
{
    /// <summary>The block of <see cref="Two"/> as V1 was released: today's code must read it for ever.</summary>
    private const string GoldenV1 =
        "92d562ccf1c6000000e9f024929cb668617264776172652e6370752e6c6f61642e316d696ea56761756765a770726f63657373c404302e3235c0c0a8"
        + "31302e0200f00235ba323032322d30392d31325431303a300300f4132e313233343536c4237b227265736f757263655f75726c223a2022736e6d703a"
        + "2f2f3e0034227da87600f148d8016f1f6c8a328311eda2610242ac120002c09ca3637075aa63756d756c6174697665a26e73c40131d8021111111122"
        + "2233334444555566667777a27031a3612f62b9323032342d30312d30325430333a30343a30352b9100f005c0a96f70656e737461636ba26d31c40431"
        + "2e3235";

    [Fact]
    public void Pack_TwoSamples_GivesTheGoldenBytesOfV1() => Assert.Equal(GoldenV1, Convert.ToHexStringLower(SampleBlock.Pack(Two())));

    [Fact]
    public void Unpack_GoldenBytesOfV1_GivesTheSamples() => AssertSame(Two(), SampleBlock.Unpack(Convert.FromHexString(GoldenV1)));

    [Fact]
    public void Unpack_UnknownMembersAtTheEnd_AreSkipped()
    {
        var plain = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(plain);
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(14);
        foreach (var text in new[] { "cpu", "gauge", "%" }) writer.Write(text);
        writer.Write("1.0"u8);
        foreach (var text in new[] { "u", "p", "r", "2026-11-25T10:00:00" }) writer.Write(text);
        writer.Write("{}"u8);
        writer.Write("openstack");
        writer.Write("id-1");
        writer.WriteNil();
        writer.WriteMapHeader(1);
        writer.Write("later");
        writer.Write(true);
        writer.Write(99);
        writer.Flush();

        var sample = Assert.Single(SampleBlock.Unpack(plain.WrittenMemory));

        Assert.Equal("cpu", sample.Name);
        Assert.Equal("1.0"u8.ToArray(), sample.Volume.ToArray());
    }

    [Fact]
    public void Unpack_EveryPrefixAndEveryFlippedByte_ThrowsOnlyTheDocumentedError()
    {
        var block = SampleBlock.Pack(Two());
        for (var length = 0; length < block.Length; length++) Try(block.AsMemory(0, length));
        for (var i = 0; i < block.Length; i++)
        {
            foreach (var mask in new byte[] { 0x01, 0x80, 0xff })
            {
                var copy = block.ToArray();
                copy[i] ^= mask;
                Try(copy);
            }
        }

        static void Try(ReadOnlyMemory<byte> bytes)
        {
            try
            {
                SampleBlock.Unpack(bytes);
            }
            catch (BlockFormatException)
            {
                // the documented error
            }
        }
    }

    [Fact]
    public void Unpack_DeclaresOver16MiB_IsRefusedBeforeUnpacking()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.WriteExtensionFormatHeader(new ExtensionHeader(98, 5));
        writer.WriteRaw([0xd2, 0x7f, 0xff, 0xff, 0xff]);
        writer.Write(new byte[10]);
        writer.Flush();

        var error = Assert.Throws<BlockFormatException>(() => SampleBlock.Unpack(buffer.WrittenMemory));

        Assert.Contains("16777216", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_Over500Samples_IsRefused()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(501);
        for (var i = 0; i < 501; i++) writer.WriteNil();
        writer.Flush();

        Assert.Throws<BlockFormatException>(() => SampleBlock.Unpack(buffer.WrittenMemory));
    }

    [Fact]
    public void TakeFitting_LargeMetadata_StopsBefore1MiB()
    {
        var large = Two()[0] with { Metadata = Encoding.UTF8.GetBytes($"{{\"x\": \"{new string('a', 400_000)}\"}}") };

        Assert.Equal(2, SampleBlock.TakeFitting([large, large, large]));
        Assert.Equal(0, SampleBlock.TakeFitting([large with { Metadata = new byte[1_100_000] }]));
        Assert.Equal(500, SampleBlock.TakeFitting(Enumerable.Repeat(Two()[1], 600).ToArray()));
    }

    [Fact]
    public void PackAndUnpack_AnySample_ComesBackUnchanged() =>
        Gen.Select(Gen.String, Gen.String.Null(), Gen.OneOf(Gen.String, Gen.Guid.Select(g => g.ToString()), Gen.Guid.Select(g => g.ToString("N").ToUpperInvariant())), Gen.Byte.Array)
            .Sample((name, unit, id, bytes) =>
            {
                var sample = new Sample { Name = name, Type = "gauge", Unit = unit, Source = "s", Id = id, ResourceId = id, Volume = bytes, Metadata = bytes };
                AssertSame([sample], SampleBlock.Unpack(SampleBlock.Pack([sample])));
            });

    private static Sample[] Two() =>
    [
        new()
        {
            Name = "hardware.cpu.load.1min", Type = "gauge", Unit = "process", Volume = "0.25"u8.ToArray(), ResourceId = "10.0.0.5",
            Timestamp = "2022-09-12T10:00:00.123456", Metadata = "{\"resource_url\": \"snmp://10.0.0.5\"}"u8.ToArray(), Source = "hardware",
            Id = "6f1f6c8a-3283-11ed-a261-0242ac120002",
        },
        new()
        {
            Name = "cpu", Type = "cumulative", Unit = "ns", Volume = "1"u8.ToArray(), UserId = "11111111222233334444555566667777", ProjectId = "p1",
            ResourceId = "a/b", Timestamp = "2024-01-02T03:04:05+00:00", Source = "openstack", Id = "m1", MonotonicTime = "1.25"u8.ToArray(),
        },
    ];

    private static void AssertSame(IReadOnlyList<Sample> expected, IReadOnlyList<Sample> actual) =>
        Assert.Equal(expected.Select(sample => Encoding.UTF8.GetString(SampleJson.ToBytes(sample))), actual.Select(sample => Encoding.UTF8.GetString(SampleJson.ToBytes(sample))));
}
