using System.Buffers.Binary;

namespace Altimeter.Snmp.Ber;

/// <summary>Reads BER as agents really send it: non-minimal lengths and numbers pass, nothing is read beyond its holder, and nothing throws.</summary>
public ref struct BerReader
{
    internal const byte Sequence = 0x30;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first octet.</summary>
    public BerReader(ReadOnlySpan<byte> source) => _rest = source;

    /// <summary>Octets not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads one element.</summary>
    /// <param name="tag">Its tag octet.</param>
    /// <param name="content">Its content, a part of the source.</param>
    public BerStatus Read(out byte tag, out ReadOnlySpan<byte> content)
    {
        tag = 0;
        content = default;
        if (_rest.Length < 2) return BerStatus.LengthPastEnd;
        tag = _rest[0];
        if ((tag & 0x1F) == 0x1F) return BerStatus.UnexpectedTag;
        var status = ReadLength(_rest[1..], out var length, out var used);
        if (status != BerStatus.Ok) return status;
        content = _rest.Slice(1 + used, length);
        _rest = _rest[(1 + used + length)..];
        return BerStatus.Ok;
    }

    /// <summary>Reads one element that must have this tag.</summary>
    public BerStatus Read(byte expectedTag, out ReadOnlySpan<byte> content)
    {
        var status = Read(out var tag, out content);
        return status == BerStatus.Ok && tag != expectedTag ? BerStatus.UnexpectedTag : status;
    }

    /// <summary>Reads an INTEGER that must fit in 32 bits.</summary>
    public BerStatus ReadInt32(out int value)
    {
        value = 0;
        var status = Read((byte)SnmpType.Integer32, out var content);
        if (status != BerStatus.Ok) return status;
        status = DecodeSigned(content, out var wide);
        if (status != BerStatus.Ok) return status;
        if (wide is < int.MinValue or > int.MaxValue) return BerStatus.NumberTooLarge;
        value = (int)wide;
        return BerStatus.Ok;
    }

    /// <summary>Decodes the content of a signed number of up to 64 bits; superfluous leading octets pass.</summary>
    public static BerStatus DecodeSigned(ReadOnlySpan<byte> content, out long value)
    {
        value = 0;
        if (content.IsEmpty) return BerStatus.EmptyNumber;
        var fill = (sbyte)content[0] < 0 ? (byte)0xFF : (byte)0;
        while (content.Length > 8 && content[0] == fill && ((content[1] ^ fill) & 0x80) == 0) content = content[1..];
        if (content.Length > 8) return BerStatus.NumberTooLarge;
        value = (sbyte)fill;
        foreach (var octet in content) value = (value << 8) | octet;
        return BerStatus.Ok;
    }

    /// <summary>Decodes the content of an unsigned number; leading zeros may be missing or too many, and a set top bit is never a sign.</summary>
    /// <param name="content">The octets, most significant first.</param>
    /// <param name="maxOctets">4 for the 32-bit types, 8 for Counter64.</param>
    /// <param name="value">The number.</param>
    public static BerStatus DecodeUnsigned(ReadOnlySpan<byte> content, int maxOctets, out ulong value)
    {
        value = 0;
        if (content.IsEmpty) return BerStatus.EmptyNumber;
        content = content.TrimStart((byte)0);
        if (content.Length > maxOctets) return BerStatus.NumberTooLarge;
        foreach (var octet in content) value = (value << 8) | octet;
        return BerStatus.Ok;
    }

    /// <summary>Decodes the content of an object identifier; no octet at all means <c>0.0</c>.</summary>
    /// <param name="content">Base-128 groups; the first one holds two sub-identifiers (X.690 §8.19).</param>
    /// <param name="ids">Room for 128 sub-identifiers.</param>
    /// <param name="count">Sub-identifiers written.</param>
    public static BerStatus DecodeOid(ReadOnlySpan<byte> content, Span<uint> ids, out int count)
    {
        count = 0;
        if (content.IsEmpty)
        {
            ids[..2].Clear();
            count = 2;
            return BerStatus.Ok;
        }
        ulong group = 0;
        var open = false;
        foreach (var octet in content)
        {
            group = (group << 7) | (uint)(octet & 0x7F);
            // The first group may exceed 32 bits by the 80 that stand for "2.".
            if (group > uint.MaxValue + (count == 0 ? 80UL : 0UL)) return BerStatus.BadSubIdentifier;
            open = (octet & 0x80) != 0;
            if (open) continue;
            if (count + (count == 0 ? 2 : 1) > ids.Length) return BerStatus.OidTooLong;
            if (count == 0)
            {
                ids[count++] = (uint)Math.Min(group / 40, 2);
                group -= 40 * ids[0];
            }
            ids[count++] = (uint)group;
            group = 0;
        }
        return open ? BerStatus.BadSubIdentifier : BerStatus.Ok;
    }

    /// <summary>Opens Opaque as net-snmp fills it: a two-octet tag, a length, and the octets of a number.</summary>
    /// <returns>Whether this is one; any other content stays raw bytes.</returns>
    public static bool TryDecodeOpaque(ReadOnlySpan<byte> content, out SnmpValue value)
    {
        value = default;
        if (content.Length < 3 || content[0] != 0x9F) return false;
        if (ReadLength(content[2..], out var length, out var used) != BerStatus.Ok || 2 + used + length != content.Length) return false;
        var inner = content[(2 + used)..];
        var type = (SnmpType)BinaryPrimitives.ReadUInt16BigEndian(content);
        switch (type)
        {
            case SnmpType.OpaqueFloat when inner.Length == 4:
                value = SnmpValue.Float(BinaryPrimitives.ReadSingleBigEndian(inner));
                return true;
            case SnmpType.OpaqueDouble when inner.Length == 8:
                value = SnmpValue.Double(BinaryPrimitives.ReadDoubleBigEndian(inner));
                return true;
            case SnmpType.OpaqueCounter64 or SnmpType.OpaqueUInt64 when DecodeUnsigned(inner, 8, out var unsigned) == BerStatus.Ok:
                value = SnmpValue.Unsigned(type, unsigned);
                return true;
            case SnmpType.OpaqueInt64 when DecodeSigned(inner, out var signed) == BerStatus.Ok:
                value = SnmpValue.Integer(signed, type);
                return true;
            default:
                return false;
        }
    }

    private static BerStatus ReadLength(ReadOnlySpan<byte> source, out int length, out int used)
    {
        length = source[0];
        used = 1;
        if (length == 0x80) return BerStatus.IndefiniteLength;
        if (length > 0x80)
        {
            var octets = length & 0x7F;
            if (octets > 4) return BerStatus.LengthTooWide;
            if (source.Length < 1 + octets) return BerStatus.LengthPastEnd;
            uint wide = 0;
            foreach (var octet in source.Slice(1, octets)) wide = (wide << 8) | octet;
            used += octets;
            if (wide > int.MaxValue) return BerStatus.LengthPastEnd;
            length = (int)wide;
        }
        return length > source.Length - used ? BerStatus.LengthPastEnd : BerStatus.Ok;
    }
}
