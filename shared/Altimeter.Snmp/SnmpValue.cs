using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Altimeter.Snmp.Ber;

namespace Altimeter.Snmp;

/// <summary>One value of an SNMP variable, or the reason why there is none. Values of one response share one array for their bytes.</summary>
public readonly struct SnmpValue : IEquatable<SnmpValue>
{
    private readonly object? _data;
    private readonly ulong _bits;

    private SnmpValue(SnmpType type, ulong bits, object? data = null) => (Type, _bits, _data) = (type, bits, data);

    /// <summary>Kind of the value.</summary>
    public SnmpType Type { get; }

    /// <summary>Whether there is a value: false for missing, NULL, the three exceptions, malformed and refused ones.</summary>
    public bool IsPresent => Type is not (SnmpType.Missing or SnmpType.Null or SnmpType.NoSuchObject or SnmpType.NoSuchInstance
        or SnmpType.EndOfMibView or SnmpType.Malformed or SnmpType.Refused);

    /// <summary>Whether an INTEGER holds more than the 31 bits and sign that RFC 2578 gives it.</summary>
    public bool IsBeyondInteger32 => Type == SnmpType.Integer32 && (long)_bits is < int.MinValue or > int.MaxValue;

    /// <summary>Why there is no value, in words; null if there is one.</summary>
    public string? Cause => Type switch
    {
        _ when IsPresent => null,
        SnmpType.Malformed => $"malformed: {(BerStatus)_bits}",
        SnmpType.Refused => $"refused: {(ErrorStatus)_bits}",
        SnmpType.Null => "no value",
        _ => Type.ToString(),
    };

    /// <summary>No binding came.</summary>
    public static SnmpValue Missing => default;

    /// <summary>NULL.</summary>
    public static SnmpValue Null { get; } = new(SnmpType.Null, 0);

    /// <summary>noSuchObject.</summary>
    public static SnmpValue NoSuchObject { get; } = new(SnmpType.NoSuchObject, 0);

    /// <summary>noSuchInstance.</summary>
    public static SnmpValue NoSuchInstance { get; } = new(SnmpType.NoSuchInstance, 0);

    /// <summary>endOfMibView.</summary>
    public static SnmpValue EndOfMibView { get; } = new(SnmpType.EndOfMibView, 0);

    /// <summary>A binding that cannot be read.</summary>
    public static SnmpValue Malformed(BerStatus cause) => new(SnmpType.Malformed, (ulong)cause);

    /// <summary>An OID that the agent refused.</summary>
    public static SnmpValue Refused(ErrorStatus cause) => new(SnmpType.Refused, (ulong)cause);

    /// <summary>A number of a signed type.</summary>
    /// <param name="value">The number.</param>
    /// <param name="type"><see cref="SnmpType.Integer32"/> or <see cref="SnmpType.OpaqueInt64"/>.</param>
    public static SnmpValue Integer(long value, SnmpType type = SnmpType.Integer32) => type is SnmpType.Integer32 or SnmpType.OpaqueInt64
        ? new(type, (ulong)value)
        : throw new ArgumentOutOfRangeException(nameof(type), type, "Not a signed type");

    /// <summary>A number of an unsigned type; only the 64-bit types take more than 32 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not an unsigned type, or too large for it.</exception>
    public static SnmpValue Unsigned(SnmpType type, ulong value) => type switch
    {
        SnmpType.Counter64 or SnmpType.OpaqueCounter64 or SnmpType.OpaqueUInt64 => new(type, value),
        SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.UInteger32 => value <= uint.MaxValue
            ? new(type, value)
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{type} has 32 bits"),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an unsigned type"),
    };

    /// <summary>A single inside Opaque.</summary>
    public static SnmpValue Float(float value) => new(SnmpType.OpaqueFloat, BitConverter.SingleToUInt32Bits(value));

    /// <summary>A double inside Opaque.</summary>
    public static SnmpValue Double(double value) => new(SnmpType.OpaqueDouble, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Bytes, not copied when they lie in an array.</summary>
    /// <param name="octets">The content.</param>
    /// <param name="type"><see cref="SnmpType.OctetString"/>, <see cref="SnmpType.Opaque"/> or <see cref="SnmpType.Nsap"/>.</param>
    public static SnmpValue OctetString(ReadOnlyMemory<byte> octets, SnmpType type = SnmpType.OctetString)
    {
        if (type is not (SnmpType.OctetString or SnmpType.Opaque or SnmpType.Nsap)) throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of bytes");
        if (!MemoryMarshal.TryGetArray(octets, out var segment)) segment = octets.ToArray();
        return Slice(type, segment);
    }

    /// <summary>Text as UTF-8 bytes.</summary>
    public static SnmpValue OctetString(string text) => OctetString(Encoding.UTF8.GetBytes(text));

    /// <summary>An object identifier.</summary>
    public static SnmpValue ObjectIdentifier(Oid oid) => new(SnmpType.ObjectIdentifier, 0, oid);

    /// <summary>An address of 4 or 16 octets; null for the empty one that some agents send.</summary>
    public static SnmpValue IpAddress(IPAddress? address) => Slice(SnmpType.IpAddress, address?.GetAddressBytes() ?? []);

    internal static SnmpValue Slice(SnmpType type, ArraySegment<byte> segment) =>
        new(type, ((ulong)(uint)segment.Offset << 32) | (uint)segment.Count, segment.Array);

    /// <summary>The bytes of an OCTET STRING, Opaque, Nsap or IpAddress; empty for other types.</summary>
    public ReadOnlyMemory<byte> Octets => _data is byte[] array ? array.AsMemory((int)(_bits >> 32), (int)(uint)_bits) : default;

    /// <summary>The object identifier; the empty one for other types.</summary>
    public Oid AsOid => _data is Oid oid ? oid : default;

    /// <summary>The address; null for the empty one and for other types.</summary>
    public IPAddress? AsIpAddress => Type == SnmpType.IpAddress && Octets.Length > 0 ? new IPAddress(Octets.Span) : null;

    /// <summary>Whether this is an integer, and which: every integer type of SNMP fits.</summary>
    public bool TryGetInteger(out Int128 value)
    {
        value = Type is SnmpType.Integer32 or SnmpType.OpaqueInt64 ? (long)_bits : _bits;
        return IsInteger;
    }

    /// <summary>Whether this is a number, and which; exact up to 2^53.</summary>
    public bool TryGetDouble(out double value)
    {
        value = Type switch
        {
            SnmpType.OpaqueFloat => BitConverter.UInt32BitsToSingle((uint)_bits),
            SnmpType.OpaqueDouble => BitConverter.UInt64BitsToDouble(_bits),
            SnmpType.Integer32 or SnmpType.OpaqueInt64 => (long)_bits,
            _ => _bits,
        };
        return IsInteger || Type is SnmpType.OpaqueFloat or SnmpType.OpaqueDouble;
    }

    /// <inheritdoc/>
    public bool Equals(SnmpValue other) => Type == other.Type && _data switch
    {
        byte[] => Octets.Span.SequenceEqual(other.Octets.Span),
        Oid oid => oid == other.AsOid,
        _ => _bits == other._bits,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SnmpValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        if (_data is byte[]) hash.AddBytes(Octets.Span);
        else if (_data is Oid oid) hash.Add(oid);
        else hash.Add(_bits);
        return hash.ToHashCode();
    }

    /// <summary>The value as text: numbers in invariant form, bytes as ASCII if they are printable and else as lower-case hex, or why there is none.</summary>
    public override string ToString()
    {
        if (Cause is { } cause) return cause;
        if (TryGetInteger(out var integer)) return integer.ToString(CultureInfo.InvariantCulture);
        if (Type == SnmpType.OpaqueFloat) return BitConverter.UInt32BitsToSingle((uint)_bits).ToString("R", CultureInfo.InvariantCulture);
        if (TryGetDouble(out var number)) return number.ToString("R", CultureInfo.InvariantCulture);
        if (Type == SnmpType.ObjectIdentifier) return AsOid.ToString();
        if (Type == SnmpType.IpAddress) return AsIpAddress?.ToString() ?? "";
        var octets = Octets.Span;
        return octets.ContainsAnyExceptInRange((byte)32, (byte)126) ? Convert.ToHexStringLower(octets) : Encoding.ASCII.GetString(octets);
    }

    /// <summary>Equality of type and content.</summary>
    public static bool operator ==(SnmpValue left, SnmpValue right) => left.Equals(right);

    /// <summary>Inequality of type or content.</summary>
    public static bool operator !=(SnmpValue left, SnmpValue right) => !left.Equals(right);

    private bool IsInteger => Type is SnmpType.Integer32 or SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64
        or SnmpType.UInteger32 or SnmpType.OpaqueCounter64 or SnmpType.OpaqueInt64 or SnmpType.OpaqueUInt64;

    internal ulong Bits => _bits;
}
