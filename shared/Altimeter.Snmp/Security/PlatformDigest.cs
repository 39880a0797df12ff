using System.Security.Cryptography;

namespace Altimeter.Snmp.Security;

/// <summary>What the platform has: all but SHA-224.</summary>
internal sealed class PlatformDigest : Digest
{
    private readonly IncrementalHash _hash;

    private PlatformDigest(IncrementalHash hash) => _hash = hash;

    public static new PlatformDigest Hash(AuthenticationProtocol protocol) => new(IncrementalHash.CreateHash(Name(protocol)));

    public static new PlatformDigest Hmac(AuthenticationProtocol protocol, ReadOnlySpan<byte> key) => new(IncrementalHash.CreateHMAC(Name(protocol), key));

    public override void Append(ReadOnlySpan<byte> octets) => _hash.AppendData(octets);

    public override void Finish(Span<byte> destination) => _hash.GetHashAndReset(destination);

    public override void Dispose() => _hash.Dispose();

    private static HashAlgorithmName Name(AuthenticationProtocol protocol) => protocol switch
    {
        AuthenticationProtocol.Md5 => HashAlgorithmName.MD5,
        AuthenticationProtocol.Sha1 => HashAlgorithmName.SHA1,
        AuthenticationProtocol.Sha256 => HashAlgorithmName.SHA256,
        AuthenticationProtocol.Sha384 => HashAlgorithmName.SHA384,
        AuthenticationProtocol.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "no hash function of the platform"),
    };
}
