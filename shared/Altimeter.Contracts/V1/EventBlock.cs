using System.Buffers;
using MessagePack;

namespace Altimeter.Contracts.V1;

/// <summary>Packs events into the block of a message, and unpacks them.</summary>
/// <remarks>
/// Like <see cref="SampleBlock"/>. Keys of one event: 0 message id, 1 event type, 2 generated, 3 traits (arrays of name, type, value),
/// 4 raw. New keys go to the end; unknown ones are skipped.
/// </remarks>
public static class EventBlock
{
    /// <summary>Most events in one block.</summary>
    public const int MaxEvents = 500;

    /// <summary>Largest block, in bytes before compression; the packed block is smaller.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int KnownKeys = 5;
    private const int KnownTraitKeys = 3;
    private const int FixedBytesPerItem = 64;

    /// <summary>Packs events into one block.</summary>
    /// <param name="events">1 to <see cref="MaxEvents"/> events that <see cref="TakeFitting"/> accepts together.</param>
    /// <exception cref="ArgumentOutOfRangeException">No events, or too many.</exception>
    public static byte[] Pack(ReadOnlySpan<Event> events)
    {
        ArgumentOutOfRangeException.ThrowIfZero(events.Length, nameof(events));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Length, MaxEvents, nameof(events));

        var plain = new ArrayBufferWriter<byte>(events.Length * 512);
        var writer = new MessagePackWriter(plain);
        writer.WriteArrayHeader(events.Length);
        foreach (var item in events) Write(ref writer, item);
        writer.Flush();
        return MessagePackSerializer.Serialize(new Packed(plain.WrittenMemory), PackedFormatter.Options);
    }

    /// <summary>Counts how many of the leading events fit into one block.</summary>
    /// <returns>0 when the first event alone is too large: it is to be set aside.</returns>
    public static int TakeFitting(ReadOnlySpan<Event> events)
    {
        long bytes = 0;
        var count = 0;
        foreach (var item in events)
        {
            bytes += PlainSize(item);
            if (bytes > MaxBytes || count == MaxEvents) break;
            count++;
        }

        return count;
    }

    /// <summary>Unpacks a block.</summary>
    /// <exception cref="BlockFormatException">Not a block, truncated, over <see cref="MaxEvents"/> events or over 16 MiB unpacked.</exception>
    public static IReadOnlyList<Event> Unpack(ReadOnlyMemory<byte> block)
    {
        BlockCodec.CheckDeclaredSize(block);
        try
        {
            var plain = MessagePackSerializer.Deserialize<Packed>(block, PackedFormatter.Options).Bytes;
            var reader = new MessagePackReader(plain);
            var count = reader.ReadArrayHeader();
            if (count > MaxEvents) throw new BlockFormatException($"the block holds {count} events, at most {MaxEvents} are allowed");
            var events = new Event[count];
            for (var i = 0; i < count; i++) events[i] = Read(ref reader);
            return events;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException or InvalidOperationException)
        {
            throw new BlockFormatException("the block is no array of events", e);
        }
    }

    private static long PlainSize(Event item) =>
        FixedBytesPerItem + (3L * (item.MessageId.Length + item.EventType.Length + item.Generated.Length)) + item.Raw.Length
        + item.Traits.Sum(trait => FixedBytesPerItem + (3L * trait.Name.Length) + trait.Value.Length);

    private static void Write(ref MessagePackWriter writer, Event item)
    {
        writer.WriteArrayHeader(KnownKeys);
        BlockCodec.WriteId(ref writer, item.MessageId);
        writer.Write(item.EventType);
        writer.Write(item.Generated);
        writer.WriteArrayHeader(item.Traits.Count);
        foreach (var trait in item.Traits)
        {
            writer.WriteArrayHeader(KnownTraitKeys);
            writer.Write(trait.Name);
            writer.Write(trait.Type);
            BlockCodec.WriteRaw(ref writer, trait.Value);
        }

        BlockCodec.WriteRaw(ref writer, item.Raw);
    }

    private static Event Read(ref MessagePackReader reader)
    {
        var keys = reader.ReadArrayHeader();
        if (keys < KnownKeys) throw new BlockFormatException($"an event has {keys} members, at least {KnownKeys} are expected");

        var item = new Event
        {
            MessageId = BlockCodec.ReadId(ref reader) ?? throw new BlockFormatException("an event has no message id"),
            EventType = BlockCodec.ReadInterned(ref reader) ?? throw new BlockFormatException("an event has no type"),
            Generated = reader.ReadString() ?? throw new BlockFormatException("an event has no time"),
            Traits = ReadTraits(ref reader),
            Raw = BlockCodec.ReadRaw(ref reader),
        };
        for (var i = KnownKeys; i < keys; i++) reader.Skip();
        return item;
    }

    private static Trait[] ReadTraits(ref MessagePackReader reader)
    {
        var traits = new Trait[reader.ReadArrayHeader()];
        for (var i = 0; i < traits.Length; i++)
        {
            var keys = reader.ReadArrayHeader();
            if (keys < KnownTraitKeys) throw new BlockFormatException($"a trait has {keys} members, at least {KnownTraitKeys} are expected");
            traits[i] = new Trait(
                BlockCodec.ReadInterned(ref reader) ?? throw new BlockFormatException("a trait has no name"),
                reader.ReadInt32(),
                BlockCodec.ReadRaw(ref reader));
            for (var k = KnownTraitKeys; k < keys; k++) reader.Skip();
        }

        return traits;
    }
}
