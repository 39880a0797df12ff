using Altimeter.Contracts;
using Altimeter.Contracts.V1;
using Xunit;

namespace Altimeter.UnitTests.Contracts;

public sealed class EventBlockTests
{
    private const string GoldenV1 =
        "92d4626cc60000006bf3439195d8016f1f6c8a328311eda2610242ac120002bb636f6d707574652e696e7374616e63652e64656c6574652e656e64b3"
        + "323032342d30312d30325430333a30343a30359293a77365727669636501c409223d00f0042293a96d656d6f72795f6d6202c403353132c0";

    [Fact]
    public void Pack_OneEvent_GivesTheGoldenBytesOfV1() => Assert.Equal(GoldenV1, Convert.ToHexStringLower(EventBlock.Pack([One()])));

    [Fact]
    public void Unpack_GoldenBytesOfV1_GivesTheEvent()
    {
        var item = Assert.Single(EventBlock.Unpack(Convert.FromHexString(GoldenV1)));

        Assert.Equal("compute.instance.delete.end", item.EventType);
        Assert.Equal("2024-01-02T03:04:05", item.Generated);
        Assert.Equal(["service", "memory_mb"], item.Traits.Select(trait => trait.Name));
        Assert.Equal("512"u8.ToArray(), item.Traits[1].Value.ToArray());
    }

    [Fact]
    public void Unpack_EveryPrefix_ThrowsTheDocumentedError()
    {
        var block = EventBlock.Pack([One()]);
        for (var length = 0; length < block.Length; length++) Assert.Throws<BlockFormatException>(() => EventBlock.Unpack(block.AsMemory(0, length)));
    }

    private static Event One() => new()
    {
        MessageId = "6f1f6c8a-3283-11ed-a261-0242ac120002",
        EventType = "compute.instance.delete.end",
        Generated = "2024-01-02T03:04:05",
        Traits = [new Trait("service", 1, "\"compute\""u8.ToArray()), new Trait("memory_mb", 2, "512"u8.ToArray())],
    };
}
