namespace Altimeter.Snmp.Security;

/// <summary>A hash function or HMAC of USM that takes its input in parts and can be used again. Not safe for several threads.</summary>
internal abstract class Digest : IDisposable
{
    /// <summary>Most octets that any of them gives.</summary>
    public const int MaxOctets = 64;

    /// <summary>The hash function of a protocol.</summary>
    public static Digest Hash(AuthenticationProtocol protocol) =>
        protocol == AuthenticationProtocol.Sha224 ? new Sha224() : PlatformDigest.Hash(protocol);

    /// <summary>HMAC (RFC 2104) over the hash function of a protocol.</summary>
    public static Digest Hmac(AuthenticationProtocol protocol, ReadOnlySpan<byte> key) =>
        protocol == AuthenticationProtocol.Sha224 ? new Sha224Hmac(key) : PlatformDigest.Hmac(protocol, key);

    /// <summary>Octets of the hash, which are those of the key: RFC 3414 §6 and §7, RFC 7860 §4.</summary>
    public static int KeyOctets(AuthenticationProtocol protocol) => protocol switch
    {
        AuthenticationProtocol.Md5 => 16,
        AuthenticationProtocol.Sha1 => 20,
        AuthenticationProtocol.Sha224 => 28,
        AuthenticationProtocol.Sha256 => 32,
        AuthenticationProtocol.Sha384 => 48,
        AuthenticationProtocol.Sha512 => 64,
        _ => 0,
    };

    /// <summary>Octets of the HMAC that travel.</summary>
    public static int MacOctets(AuthenticationProtocol protocol) => protocol switch
    {
        AuthenticationProtocol.Md5 or AuthenticationProtocol.Sha1 => 12,
        AuthenticationProtocol.Sha224 => 16,
        AuthenticationProtocol.Sha256 => 24,
        AuthenticationProtocol.Sha384 => 32,
        AuthenticationProtocol.Sha512 => 48,
        _ => 0,
    };

    /// <summary>Takes more input.</summary>
    public abstract void Append(ReadOnlySpan<byte> octets);

    /// <summary>Gives the result and begins anew.</summary>
    /// <param name="destination">Room for all octets of the hash.</param>
    public abstract void Finish(Span<byte> destination);

    /// <inheritdoc/>
    public abstract void Dispose();
}
