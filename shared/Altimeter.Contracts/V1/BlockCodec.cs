using System.Buffers;
using MessagePack;

namespace Altimeter.Contracts.V1;

/// <summary>What sample and event blocks share: an array in MessagePack with LZ4, ids as 16 bytes, names interned, sizes checked before unpacking.</summary>
internal static class BlockCodec
{
    /// <summary>Largest declared size of an unpacked block, in bytes.</summary>
    public const int MaxUnpackedBytes = 16 * 1024 * 1024;

    private const sbyte DashedUuid = 1;
    private const sbyte PlainUuid = 2;
    private const sbyte Lz4BlockArray = 98;
    private const int MaxInternedLength = 64;
    private const int MaxInterned = 4096;

    public static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard
        .WithCompression(MessagePackCompression.Lz4BlockArray)
        .WithSecurity(MessagePackSecurity.UntrustedData);

    // Names, units and sources repeat by the million: one string each. Bounded, and new names simply stay uninterned when it is full.
    private static readonly Dictionary<ulong, string> Interned = [];
    private static readonly Lock InternLock = new();

    /// <summary>Adds up the unpacked sizes that the block declares, without unpacking it.</summary>
    /// <exception cref="BlockFormatException">The header cannot be read, or the sum is over <see cref="MaxUnpackedBytes"/>.</exception>
    public static void CheckDeclaredSize(ReadOnlyMemory<byte> block)
    {
        try
        {
            var reader = new MessagePackReader(block);
            if (reader.NextMessagePackType != MessagePackType.Array || reader.ReadArrayHeader() == 0) return;
            if (reader.NextMessagePackType != MessagePackType.Extension) return; // small blocks are not compressed
            var header = reader.ReadExtensionFormatHeader();
            if (header.TypeCode != Lz4BlockArray) return;

            var sizes = new MessagePackReader(reader.ReadRaw(header.Length));
            long total = 0;
            while (!sizes.End)
            {
                var size = sizes.ReadInt32();
                if (size < 0) throw new BlockFormatException($"the block declares a part of {size} bytes");
                total += size;
                if (total > MaxUnpackedBytes) throw new BlockFormatException($"the block declares over {MaxUnpackedBytes} bytes unpacked");
            }
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            throw new BlockFormatException("the block's header cannot be read", e);
        }
    }

    public static void WriteRaw(ref MessagePackWriter writer, ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) writer.WriteNil();
        else writer.Write(json.Span);
    }

    public static ReadOnlyMemory<byte> ReadRaw(ref MessagePackReader reader) =>
        reader.ReadBytes() is { } bytes ? bytes.IsSingleSegment ? bytes.First.ToArray() : bytes.ToArray() : default;

    /// <summary>Writes a UUID as 16 bytes when it reads back to the same text, anything else as text.</summary>
    public static void WriteId(ref MessagePackWriter writer, string? id)
    {
        if (id is { Length: 36 or 32 } && Guid.TryParseExact(id, id.Length == 36 ? "D" : "N", out var guid))
        {
            Span<char> canonical = stackalloc char[36];
            guid.TryFormat(canonical, out var length, id.Length == 36 ? "D" : "N");
            if (canonical[..length].SequenceEqual(id))
            {
                writer.WriteExtensionFormatHeader(new ExtensionHeader(length == 36 ? DashedUuid : PlainUuid, 16));
                guid.TryWriteBytes(writer.GetSpan(16), bigEndian: true, out _);
                writer.Advance(16);
                return;
            }
        }

        writer.Write(id);
    }

    public static string? ReadId(ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType != MessagePackType.Extension) return reader.ReadString();

        var header = reader.ReadExtensionFormatHeader();
        if (header.Length != 16 || header.TypeCode is not (DashedUuid or PlainUuid))
            throw new MessagePackSerializationException($"extension {header.TypeCode} of {header.Length} bytes is no id");
        Span<byte> bytes = stackalloc byte[16];
        reader.ReadRaw(16).CopyTo(bytes);
        return new Guid(bytes, bigEndian: true).ToString(header.TypeCode == DashedUuid ? "D" : "N");
    }

    /// <summary>Reads a short text that repeats a lot: equal texts give one string.</summary>
    public static string? ReadInterned(ref MessagePackReader reader)
    {
        if (reader.TryReadNil()) return null;
        if (!reader.TryReadStringSpan(out var utf8)) return reader.ReadString();
        if (utf8.Length > MaxInternedLength) return System.Text.Encoding.UTF8.GetString(utf8);

        var hash = Hash(utf8);
        lock (InternLock)
        {
            if (Interned.TryGetValue(hash, out var known) && IsText(known, utf8)) return known;
            var text = System.Text.Encoding.UTF8.GetString(utf8);
            if (Interned.Count < MaxInterned) Interned.TryAdd(hash, text);
            return text;
        }
    }

    private static bool IsText(string text, ReadOnlySpan<byte> utf8)
    {
        Span<byte> own = stackalloc byte[MaxInternedLength * 3];
        return System.Text.Encoding.UTF8.TryGetBytes(text, own, out var written) && own[..written].SequenceEqual(utf8);
    }

    private static ulong Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 14695981039346656037;
        foreach (var octet in utf8) hash = (hash ^ octet) * 1099511628211;
        return hash;
    }
}
