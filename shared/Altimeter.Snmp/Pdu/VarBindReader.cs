using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Altimeter.Snmp.Ber;

namespace Altimeter.Snmp.Pdu;

/// <summary>Walks over the bindings of a message. The bytes of all values are copied once, together, when the first of them is met.</summary>
public ref struct VarBindReader
{
    private readonly ReadOnlySpan<byte> _octets;
    private BerReader _frames;
    private IdBuffer _ids;
    private int _idCount;
    private byte[]? _copy;

    internal VarBindReader(ReadOnlySpan<byte> octets)
    {
        _octets = octets;
        _frames = new BerReader(octets);
    }

    /// <summary>Sub-identifiers of the current name, valid until the next binding; empty if they cannot be read.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<uint> Name => ((ReadOnlySpan<uint>)_ids)[.._idCount];

    /// <summary>The current value, or why there is none.</summary>
    public SnmpValue Value { get; private set; }

    /// <summary>Goes to the next binding.</summary>
    /// <returns>False after the last one.</returns>
    public bool MoveNext()
    {
        _idCount = 0;
        if (_frames.Remaining == 0 || _frames.Read(BerReader.Sequence, out var frame) != BerStatus.Ok) return false;
        var status = Decode(frame, out var value);
        Value = status == BerStatus.Ok ? value : SnmpValue.Malformed(status);
        return true;
    }

    /// <summary>The current binding.</summary>
    /// <param name="expected">If the name is this one it is used as it is, which costs no memory.</param>
    public readonly VarBind Current(Oid expected = default) => new(expected.Equals(Name) ? expected : new Oid(Name), Value);

    private BerStatus Decode(ReadOnlySpan<byte> frame, out SnmpValue value)
    {
        value = default;
        var reader = new BerReader(frame);
        var status = reader.Read((byte)SnmpType.ObjectIdentifier, out var name);
        if (status != BerStatus.Ok) return status;
        status = BerReader.DecodeOid(name, _ids, out var count);
        if (status != BerStatus.Ok) return status;
        _idCount = count;
        status = reader.Read(out var tag, out var content);
        return status == BerStatus.Ok ? DecodeValue((SnmpType)tag, content, out value) : status;
    }

    private BerStatus DecodeValue(SnmpType type, ReadOnlySpan<byte> content, out SnmpValue value)
    {
        value = default;
        BerStatus status;
        switch (type)
        {
            case SnmpType.Integer32:
                status = BerReader.DecodeSigned(content, out var signed);
                value = SnmpValue.Integer(signed);
                return status;
            case SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.UInteger32 or SnmpType.Counter64:
                status = BerReader.DecodeUnsigned(content, type == SnmpType.Counter64 ? 8 : 4, out var unsigned);
                value = SnmpValue.Unsigned(type, unsigned);
                return status;
            case SnmpType.IpAddress when content.Length is not (0 or 4 or 16):
                return BerStatus.BadAddress;
            case SnmpType.Opaque when BerReader.TryDecodeOpaque(content, out value):
                return BerStatus.Ok;
            case SnmpType.OctetString or SnmpType.IpAddress or SnmpType.Opaque or SnmpType.Nsap:
                value = SnmpValue.Slice(type, Keep(content));
                return BerStatus.Ok;
            case SnmpType.ObjectIdentifier:
                Span<uint> ids = stackalloc uint[Oid.MaxLength];
                status = BerReader.DecodeOid(content, ids, out var count);
                if (status == BerStatus.Ok) value = SnmpValue.ObjectIdentifier(new Oid(ids[..count]));
                return status;
            case SnmpType.Null:
                value = SnmpValue.Null;
                return BerStatus.Ok;
            case SnmpType.NoSuchObject:
                value = SnmpValue.NoSuchObject;
                return BerStatus.Ok;
            case SnmpType.NoSuchInstance:
                value = SnmpValue.NoSuchInstance;
                return BerStatus.Ok;
            case SnmpType.EndOfMibView:
                value = SnmpValue.EndOfMibView;
                return BerStatus.Ok;
            default:
                return BerStatus.UnknownType;
        }
    }

    private ArraySegment<byte> Keep(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty || !_octets.Overlaps(content, out var offset)) return ArraySegment<byte>.Empty;
        _copy ??= _octets.ToArray();
        return new ArraySegment<byte>(_copy, offset, content.Length);
    }

    [InlineArray(Oid.MaxLength)]
    private struct IdBuffer
    {
        private uint _first;
    }
}
