using System.Buffers;
using System.Security.Cryptography;

namespace Altimeter.Snmp.Security;

/// <summary>From passwords to keys (RFC 3414 §2.6 and A.2, the Blumenthal and Reeder drafts).</summary>
internal static class KeyDerivation
{
    private const int ExpandedOctets = 1 << 20;
    private const int ChunkOctets = 8_192;

    /// <summary>Ku: the hash of the password repeated to 1 MiB. Costs 1 to 3 ms.</summary>
    /// <param name="protocol">Which hash.</param>
    /// <param name="password">At least one octet.</param>
    public static byte[] FromPassword(AuthenticationProtocol protocol, ReadOnlySpan<byte> password)
    {
        if (password.IsEmpty) throw new ArgumentException("a password has at least one octet", nameof(password));
        using var digest = Digest.Hash(protocol);
        // Whole passwords, so that chunks follow each other without a seam.
        var length = password.Length * Math.Max(ChunkOctets / password.Length, 1);
        var chunk = ArrayPool<byte>.Shared.Rent(length);
        for (var at = 0; at < length; at += password.Length) password.CopyTo(chunk.AsSpan(at));
        for (var left = ExpandedOctets; left > 0; left -= length) digest.Append(chunk.AsSpan(0, Math.Min(left, length)));
        CryptographicOperations.ZeroMemory(chunk);
        ArrayPool<byte>.Shared.Return(chunk);
        var key = new byte[Digest.KeyOctets(protocol)];
        digest.Finish(key);
        return key;
    }

    /// <summary>Kul: the key of one engine, H(Ku ‖ engine id ‖ Ku).</summary>
    public static byte[] Localize(AuthenticationProtocol protocol, ReadOnlySpan<byte> key, ReadOnlySpan<byte> engineId)
    {
        using var digest = Digest.Hash(protocol);
        digest.Append(key);
        digest.Append(engineId);
        digest.Append(key);
        var localized = new byte[Digest.KeyOctets(protocol)];
        digest.Finish(localized);
        return localized;
    }

    /// <summary>Lengthens a localised key for the cipher, if it has to be.</summary>
    /// <param name="protocol">Hash of the authentication, which privacy keys use too.</param>
    /// <param name="privacy">Says which way; Reeder's costs a 1 MiB expansion per missing block.</param>
    /// <param name="localized">Kul.</param>
    /// <param name="engineId">The engine that it belongs to.</param>
    /// <returns>At least <see cref="CipherOctets"/> octets.</returns>
    public static byte[] Extend(AuthenticationProtocol protocol, PrivacyProtocol privacy, byte[] localized, ReadOnlySpan<byte> engineId)
    {
        var key = localized;
        var isBlumenthal = privacy is PrivacyProtocol.Aes192Blumenthal or PrivacyProtocol.Aes256Blumenthal;
        for (var last = localized; key.Length < CipherOctets(privacy);)
        {
            if (isBlumenthal)
            {
                using var digest = Digest.Hash(protocol);
                digest.Append(key);
                last = new byte[Digest.KeyOctets(protocol)];
                digest.Finish(last);
            }
            else
            {
                last = Localize(protocol, FromPassword(protocol, last), engineId);
            }
            key = [.. key, .. last];
        }
        return key;
    }

    /// <summary>Octets of key material that a cipher takes: for DES and 3DES the key and the octets that its IVs begin with.</summary>
    public static int CipherOctets(PrivacyProtocol privacy) => privacy switch
    {
        PrivacyProtocol.Des or PrivacyProtocol.Aes128 => 16,
        PrivacyProtocol.Aes192Reeder or PrivacyProtocol.Aes192Blumenthal => 24,
        PrivacyProtocol.TripleDes or PrivacyProtocol.Aes256Reeder or PrivacyProtocol.Aes256Blumenthal => 32,
        _ => 0,
    };
}
