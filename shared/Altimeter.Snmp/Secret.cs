using System.Security.Cryptography;
using System.Text;

namespace Altimeter.Snmp;

/// <summary>A password or community: its text form is <c>***</c>, so that it never reaches logs, messages or dumps.</summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly byte[] _octets;

    /// <summary>Keeps the UTF-8 octets of a text.</summary>
    public Secret(string text) => _octets = Encoding.UTF8.GetBytes(text);

    /// <summary>No octets.</summary>
    internal static Secret Empty { get; } = new("");

    /// <summary>The octets themselves.</summary>
    public ReadOnlySpan<byte> Expose() => _octets;

    /// <summary>Compares in constant time.</summary>
    public bool Equals(ReadOnlySpan<byte> octets) => CryptographicOperations.FixedTimeEquals(_octets, octets);

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && Equals(other._octets);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_octets);
        return hash.ToHashCode();
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
