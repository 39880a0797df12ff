using System.Buffers;
using MessagePack;

namespace Altimeter.Contracts.V1;

/// <summary>Packs samples into the block of a message, and unpacks them.</summary>
/// <remarks>
/// An array of arrays in MessagePack with LZ4 block-array compression. Keys of one sample: 0 name, 1 type, 2 unit, 3 volume, 4 user,
/// 5 project, 6 resource, 7 timestamp, 8 metadata, 9 source, 10 id, 11 monotonic time. New keys go to the end; unknown ones are skipped.
/// </remarks>
public static class SampleBlock
{
    /// <summary>Most samples in one block.</summary>
    public const int MaxSamples = 500;

    /// <summary>Largest block, in bytes before compression; the packed block is smaller.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int KnownKeys = 12;
    private const int FixedBytesPerSample = 96;

    /// <summary>Packs samples into one block.</summary>
    /// <param name="samples">1 to <see cref="MaxSamples"/> samples that <see cref="TakeFitting"/> accepts together.</param>
    /// <exception cref="ArgumentOutOfRangeException">No samples, or too many.</exception>
    public static byte[] Pack(ReadOnlySpan<Sample> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length, nameof(samples));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, MaxSamples, nameof(samples));

        var plain = new ArrayBufferWriter<byte>(samples.Length * 256);
        var writer = new MessagePackWriter(plain);
        writer.WriteArrayHeader(samples.Length);
        foreach (var sample in samples) Write(ref writer, sample);
        writer.Flush();
        return MessagePackSerializer.Serialize(new Packed(plain.WrittenMemory), PackedFormatter.Options);
    }

    /// <summary>Counts how many of the leading samples fit into one block.</summary>
    /// <returns>0 when the first sample alone is too large: it is to be set aside.</returns>
    public static int TakeFitting(ReadOnlySpan<Sample> samples)
    {
        long bytes = 0;
        var count = 0;
        foreach (var sample in samples)
        {
            bytes += PlainSize(sample);
            if (bytes > MaxBytes || count == MaxSamples) break;
            count++;
        }

        return count;
    }

    /// <summary>Unpacks a block.</summary>
    /// <exception cref="BlockFormatException">Not a block, truncated, over <see cref="MaxSamples"/> samples or over 16 MiB unpacked.</exception>
    public static IReadOnlyList<Sample> Unpack(ReadOnlyMemory<byte> block)
    {
        BlockCodec.CheckDeclaredSize(block);
        try
        {
            var plain = MessagePackSerializer.Deserialize<Packed>(block, PackedFormatter.Options).Bytes;
            var reader = new MessagePackReader(plain);
            var count = reader.ReadArrayHeader();
            if (count > MaxSamples) throw new BlockFormatException($"the block holds {count} samples, at most {MaxSamples} are allowed");
            var samples = new Sample[count];
            for (var i = 0; i < count; i++) samples[i] = Read(ref reader);
            return samples;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException or InvalidOperationException)
        {
            throw new BlockFormatException("the block is no array of samples", e);
        }
    }

    private static long PlainSize(Sample sample) =>
        FixedBytesPerSample + (3L * (sample.Name.Length + sample.Type.Length + (sample.Unit?.Length ?? 0) + (sample.UserId?.Length ?? 0)
            + (sample.ProjectId?.Length ?? 0) + (sample.ResourceId?.Length ?? 0) + (sample.Timestamp?.Length ?? 0) + sample.Source.Length + sample.Id.Length))
        + sample.Volume.Length + sample.Metadata.Length + sample.MonotonicTime.Length;

    private static void Write(ref MessagePackWriter writer, Sample sample)
    {
        writer.WriteArrayHeader(KnownKeys);
        writer.Write(sample.Name);
        writer.Write(sample.Type);
        writer.Write(sample.Unit);
        BlockCodec.WriteRaw(ref writer, sample.Volume);
        BlockCodec.WriteId(ref writer, sample.UserId);
        BlockCodec.WriteId(ref writer, sample.ProjectId);
        BlockCodec.WriteId(ref writer, sample.ResourceId);
        writer.Write(sample.Timestamp);
        BlockCodec.WriteRaw(ref writer, sample.Metadata);
        writer.Write(sample.Source);
        BlockCodec.WriteId(ref writer, sample.Id);
        BlockCodec.WriteRaw(ref writer, sample.MonotonicTime);
    }

    private static Sample Read(ref MessagePackReader reader)
    {
        var keys = reader.ReadArrayHeader();
        if (keys < KnownKeys) throw new BlockFormatException($"a sample has {keys} members, at least {KnownKeys} are expected");

        var sample = new Sample
        {
            Name = BlockCodec.ReadInterned(ref reader) ?? throw new BlockFormatException("a sample has no name"),
            Type = BlockCodec.ReadInterned(ref reader) ?? throw new BlockFormatException("a sample has no type"),
            Unit = BlockCodec.ReadInterned(ref reader),
            Volume = BlockCodec.ReadRaw(ref reader),
            UserId = BlockCodec.ReadId(ref reader),
            ProjectId = BlockCodec.ReadId(ref reader),
            ResourceId = BlockCodec.ReadId(ref reader),
            Timestamp = reader.ReadString(),
            Metadata = BlockCodec.ReadRaw(ref reader),
            Source = BlockCodec.ReadInterned(ref reader) ?? throw new BlockFormatException("a sample has no source"),
            Id = BlockCodec.ReadId(ref reader) ?? throw new BlockFormatException("a sample has no id"),
            MonotonicTime = BlockCodec.ReadRaw(ref reader),
        };
        for (var i = KnownKeys; i < keys; i++) reader.Skip();
        return sample;
    }
}
