using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Altimeter.Snmp;

/// <summary>An object identifier, or the tail of one (a row's index): sub-identifiers of 32 bits, compared as numbers and never as text (RFC 2578 §3.5).</summary>
public readonly struct Oid : IEquatable<Oid>, IComparable<Oid>, ISpanParsable<Oid>
{
    /// <summary>Most sub-identifiers that an object identifier may have (RFC 2578 §3.5).</summary>
    public const int MaxLength = 128;

    private readonly uint[]? _ids;
    private readonly int _hash;

    /// <summary>Copies sub-identifiers.</summary>
    /// <param name="ids">At most 128 numbers.</param>
    /// <exception cref="ArgumentException">More than 128 sub-identifiers.</exception>
    public Oid(params ReadOnlySpan<uint> ids)
    {
        if (ids.Length > MaxLength) throw new ArgumentException($"An OID has at most {MaxLength} sub-identifiers, not {ids.Length}", nameof(ids));
        _ids = ids.ToArray();
        _hash = Hash(ids);
    }

    private Oid(uint[] owned, int hash) => (_ids, _hash) = (owned, hash);

    /// <summary>The sub-identifiers, most significant first; empty for <c>default</c>.</summary>
    public ReadOnlySpan<uint> SubIdentifiers => _ids;

    /// <summary>Number of sub-identifiers, 0 to 128.</summary>
    public int Length => _ids?.Length ?? 0;

    /// <summary>Whether this can travel: it begins with 0.0 to 0.39, 1.0 to 1.39, or 2 (X.690 §8.19.4). Indexes need not.</summary>
    public bool IsEncodable => Length >= 2 && (_ids![0] == 2 || (_ids[0] < 2 && _ids[1] < 40));

    /// <summary>Whether this lies strictly below <paramref name="parent"/>: <c>1.2.10</c> is no child of <c>1.2.1</c>.</summary>
    public bool IsChildOf(Oid parent) => Length > parent.Length && SubIdentifiers.StartsWith(parent.SubIdentifiers);

    /// <summary>What follows the first <paramref name="count"/> sub-identifiers: the index of a cell, when that is the length of its column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">This has fewer sub-identifiers.</exception>
    public Oid Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        return new Oid(SubIdentifiers[count..]);
    }

    /// <summary>This with more sub-identifiers at the end.</summary>
    /// <exception cref="ArgumentException">More than 128 sub-identifiers together.</exception>
    public Oid Append(params ReadOnlySpan<uint> ids)
    {
        if (Length + ids.Length > MaxLength) throw new ArgumentException($"An OID has at most {MaxLength} sub-identifiers, not {Length + ids.Length}", nameof(ids));
        var joined = new uint[Length + ids.Length];
        SubIdentifiers.CopyTo(joined);
        ids.CopyTo(joined.AsSpan(Length));
        return new Oid(joined, Hash(joined));
    }

    /// <summary>This followed by <paramref name="index"/>: the OID of a cell, when this is its column.</summary>
    /// <exception cref="ArgumentException">More than 128 sub-identifiers together.</exception>
    public Oid Append(Oid index) => Append(index.SubIdentifiers);

    /// <summary>Reads dotted decimals, with or without a leading dot.</summary>
    /// <exception cref="FormatException">Not an OID.</exception>
    public static Oid Parse(string s) => Parse(s.AsSpan(), null);

    /// <inheritdoc cref="Parse(string)"/>
    public static Oid Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc cref="Parse(string)"/>
    public static Oid Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TryParse(s, provider, out var oid)
        ? oid
        : throw new FormatException($"'{s}' is no OID; expected numbers below 2^32 joined by dots, at most {MaxLength}");

    /// <summary>Reads dotted decimals, with or without a leading dot.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out Oid result) => TryParse(s.AsSpan(), null, out result);

    /// <inheritdoc cref="TryParse(string?, out Oid)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Oid result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc cref="TryParse(string?, out Oid)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Oid result)
    {
        result = default;
        if (s.StartsWith('.')) s = s[1..];
        Span<uint> ids = stackalloc uint[MaxLength];
        var count = 0;
        foreach (var part in s.Split('.'))
        {
            if (count == MaxLength || !uint.TryParse(s[part], NumberStyles.None, CultureInfo.InvariantCulture, out ids[count])) return false;
            count++;
        }
        result = new Oid(ids[..count]);
        return true;
    }

    /// <summary>Compares by sub-identifiers, a shorter one before those that it begins.</summary>
    public int CompareTo(Oid other) => SubIdentifiers.SequenceCompareTo(other.SubIdentifiers);

    /// <inheritdoc/>
    public bool Equals(Oid other) => ReferenceEquals(_ids, other._ids) || (_hash == other._hash && Equals(other.SubIdentifiers));

    /// <summary>Whether the sub-identifiers are these.</summary>
    public bool Equals(ReadOnlySpan<uint> ids) => SubIdentifiers.SequenceEqual(ids);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Oid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Dotted decimals without a leading dot; empty for no sub-identifiers.</summary>
    public override string ToString()
    {
        if (Length == 0) return "";
        var text = new StringBuilder(Length * 4);
        foreach (var id in SubIdentifiers) text.Append(CultureInfo.InvariantCulture, $"{id}.");
        return text.ToString(0, text.Length - 1);
    }

    /// <summary>Equality by sub-identifiers.</summary>
    public static bool operator ==(Oid left, Oid right) => left.Equals(right);

    /// <summary>Inequality by sub-identifiers.</summary>
    public static bool operator !=(Oid left, Oid right) => !left.Equals(right);

    /// <summary>Order by sub-identifiers.</summary>
    public static bool operator <(Oid left, Oid right) => left.CompareTo(right) < 0;

    /// <summary>Order by sub-identifiers.</summary>
    public static bool operator >(Oid left, Oid right) => left.CompareTo(right) > 0;

    /// <summary>Order by sub-identifiers.</summary>
    public static bool operator <=(Oid left, Oid right) => left.CompareTo(right) <= 0;

    /// <summary>Order by sub-identifiers.</summary>
    public static bool operator >=(Oid left, Oid right) => left.CompareTo(right) >= 0;

    // FNV-1a over whole numbers; the empty OID hashes to 0 like default.
    private static int Hash(ReadOnlySpan<uint> ids)
    {
        if (ids.IsEmpty) return 0;
        var hash = 2166136261u;
        foreach (var id in ids) hash = (hash ^ id) * 16777619u;
        return (int)hash;
    }
}
