using System.Buffers.Binary;
using System.Numerics;

namespace Altimeter.Snmp.Ber;

/// <summary>Writes strict BER (definite, minimal) from the end of a buffer towards its start, so that every length is known when it is written.</summary>
public ref struct BerWriter
{
    private readonly Span<byte> _buffer;
    private int _start;

    /// <summary>Begins at the end of the buffer.</summary>
    public BerWriter(Span<byte> buffer)
    {
        _buffer = buffer;
        _start = buffer.Length;
    }

    /// <summary>Whether the buffer was too small; everything written is worthless then.</summary>
    public bool IsOverflown { get; private set; }

    /// <summary>Octets written so far; pass it to <see cref="Close"/> to wrap what follows.</summary>
    public readonly int Length => _buffer.Length - _start;

    /// <summary>What was written: the end of the buffer. Empty after an overflow.</summary>
    public readonly ReadOnlySpan<byte> Written => IsOverflown ? default : _buffer[_start..];

    /// <summary>What was written, for changes in place: encryption and digest.</summary>
    internal readonly Span<byte> Octets => _buffer[_start..];

    /// <summary>Puts tag and length before all that was written since <paramref name="mark"/>.</summary>
    /// <param name="tag">Tag of the holder.</param>
    /// <param name="mark">Value of <see cref="Length"/> before its content.</param>
    public void Close(byte tag, int mark)
    {
        var length = Length - mark;
        if (length < 0x80)
        {
            Push((byte)length);
        }
        else
        {
            var octets = 0;
            for (; length > 0; length >>= 8, octets++) Push((byte)length);
            Push((byte)(0x80 | octets));
        }
        Push(tag);
    }

    /// <summary>Appends zeros until what was written fills whole blocks.</summary>
    internal void Pad(int blockOctets)
    {
        var padding = (blockOctets - (Length % blockOctets)) % blockOctets;
        if (_start < padding)
        {
            IsOverflown = true;
            return;
        }
        Octets.CopyTo(_buffer[(_start - padding)..]);
        _start -= padding;
        _buffer[^padding..].Clear();
    }

    /// <summary>Writes a signed number.</summary>
    public void WriteSigned(byte tag, long value)
    {
        var mark = Length;
        PushSigned(value);
        Close(tag, mark);
    }

    /// <summary>Writes an unsigned number, with a leading zero if its top bit is set.</summary>
    public void WriteUnsigned(byte tag, ulong value)
    {
        var mark = Length;
        PushUnsigned(value);
        Close(tag, mark);
    }

    /// <summary>Writes octets.</summary>
    public void WriteOctets(byte tag, scoped ReadOnlySpan<byte> octets)
    {
        var mark = Length;
        Push(octets);
        Close(tag, mark);
    }

    /// <summary>Writes an object identifier; fewer than two sub-identifiers are filled up with zeros.</summary>
    /// <exception cref="ArgumentException">It begins with neither 0.0–0.39, 1.0–1.39 nor 2.</exception>
    public void WriteOid(Oid oid)
    {
        var ids = oid.SubIdentifiers;
        var first = ids.Length > 0 ? ids[0] : 0;
        var second = ids.Length > 1 ? ids[1] : 0;
        if (first > 2 || (first < 2 && second >= 40)) throw new ArgumentException($"OID {oid} cannot be encoded: it must begin with 0.0 to 0.39, 1.0 to 1.39, or 2", nameof(oid));
        var mark = Length;
        for (var i = ids.Length - 1; i >= 2; i--) PushGroups(ids[i]);
        PushGroups((40UL * first) + second);
        Close((byte)SnmpType.ObjectIdentifier, mark);
    }

    /// <summary>Writes a value with its own tag; what is no value that could travel becomes NULL.</summary>
    public void WriteValue(in SnmpValue value)
    {
        var mark = Length;
        switch (value.Type)
        {
            case SnmpType.Integer32:
                PushSigned((long)value.Bits);
                break;
            case SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64 or SnmpType.UInteger32:
                PushUnsigned(value.Bits);
                break;
            case SnmpType.OctetString or SnmpType.IpAddress or SnmpType.Opaque or SnmpType.Nsap:
                Push(value.Octets.Span);
                break;
            case SnmpType.ObjectIdentifier:
                WriteOid(value.AsOid);
                return;
            case SnmpType.NoSuchObject or SnmpType.NoSuchInstance or SnmpType.EndOfMibView:
                break;
            case SnmpType.OpaqueFloat or SnmpType.OpaqueDouble or SnmpType.OpaqueCounter64 or SnmpType.OpaqueInt64 or SnmpType.OpaqueUInt64:
                WriteOpaque(value, mark);
                return;
            default:
                Close((byte)SnmpType.Null, mark);
                return;
        }
        Close((byte)value.Type, mark);
    }

    private void WriteOpaque(in SnmpValue value, int mark)
    {
        Span<byte> ieee = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(ieee, value.Bits);
        if (value.Type == SnmpType.OpaqueFloat) Push(ieee[4..]);
        else if (value.Type == SnmpType.OpaqueDouble) Push(ieee);
        else if (value.Type == SnmpType.OpaqueInt64) PushSigned((long)value.Bits);
        else PushUnsigned(value.Bits);
        Close((byte)value.Type, mark);
        Push(0x9F);
        Close((byte)SnmpType.Opaque, mark);
    }

    private void PushSigned(long value)
    {
        do
        {
            Push((byte)value);
            // The rest is dropped when it only repeats the sign that the octet just written has already.
            if (value is >= -128 and <= 127) return;
            value >>= 8;
        }
        while (true);
    }

    private void PushUnsigned(ulong value)
    {
        for (var octets = (72 - BitOperations.LeadingZeroCount(value)) / 8; octets > 0; octets--, value >>= 8) Push((byte)value);
    }

    private void PushGroups(ulong value)
    {
        Push((byte)(value & 0x7F));
        while ((value >>= 7) != 0) Push((byte)(value | 0x80));
    }

    private void Push(byte octet)
    {
        if (_start == 0) IsOverflown = true;
        else _buffer[--_start] = octet;
    }

    private void Push(scoped ReadOnlySpan<byte> octets)
    {
        if (_start < octets.Length)
        {
            IsOverflown = true;
            return;
        }
        _start -= octets.Length;
        octets.CopyTo(_buffer[_start..]);
    }
}
