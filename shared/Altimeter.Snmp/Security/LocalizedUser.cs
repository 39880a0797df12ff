using System.Security.Cryptography;

namespace Altimeter.Snmp.Security;

/// <summary>A user at one engine: localised keys, ready to sign and encrypt. Safe for several threads.</summary>
internal sealed class LocalizedUser : IDisposable
{
    /// <summary>Octets of privParameters of every cipher.</summary>
    public const int SaltOctets = 8;

    private readonly Digest? _hmac;
    private readonly IPrivacy? _privacy;
    private readonly Lock _lock = new();

    /// <summary>Localises the keys.</summary>
    /// <param name="user">Name, protocols and passwords.</param>
    /// <param name="engineId">The engine.</param>
    /// <param name="keys">Keys that are known already.</param>
    /// <param name="salt">Salt before the first one; null for a random one.</param>
    public LocalizedUser(UserCredentials user, ReadOnlySpan<byte> engineId, MasterKeys keys, ulong? salt = null)
    {
        Level = LevelOf(user);
        Authentication = user.Authentication;
        if (Level == SecurityLevel.NoAuthNoPriv) return;
        MacOctets = Digest.MacOctets(user.Authentication);
        var key = KeyDerivation.Localize(user.Authentication, keys.Get(user.Authentication, user.AuthenticationPassword!), engineId);
        _hmac = Digest.Hmac(user.Authentication, key);
        CryptographicOperations.ZeroMemory(key);
        if (Level == SecurityLevel.AuthPriv) _privacy = Privacy(user, engineId, keys, salt ?? RandomSalt());
    }

    /// <summary>The level that the user asks at.</summary>
    public SecurityLevel Level { get; }

    /// <summary>Protocol of the digests.</summary>
    public AuthenticationProtocol Authentication { get; }

    /// <summary>Octets of a digest in a message.</summary>
    public int MacOctets { get; }

    /// <summary>The text to encrypt is padded to a multiple of this.</summary>
    public int BlockOctets => _privacy?.BlockOctets ?? 1;

    /// <summary>The level that a user's protocols and passwords make up.</summary>
    public static SecurityLevel LevelOf(UserCredentials user) => user switch
    {
        { Authentication: AuthenticationProtocol.None } or { AuthenticationPassword: null } => SecurityLevel.NoAuthNoPriv,
        { Privacy: PrivacyProtocol.None } or { PrivacyPassword: null } => SecurityLevel.AuthNoPriv,
        _ => SecurityLevel.AuthPriv,
    };

    /// <summary>Puts the digest in its place, which holds zeros.</summary>
    public void Sign(Span<byte> message, int macOffset)
    {
        Span<byte> mac = stackalloc byte[Digest.MaxOctets];
        lock (_lock)
        {
            _hmac!.Append(message);
            _hmac.Finish(mac);
        }
        mac[..MacOctets].CopyTo(message[macOffset..]);
    }

    /// <summary>Checks the digest of a message over its octets as they came (RFC 3414 §6.3.2).</summary>
    public bool Verify(ReadOnlySpan<byte> message, int macOffset, int macLength)
    {
        if (_hmac is null || macLength != MacOctets) return false;
        Span<byte> zeros = stackalloc byte[Digest.MaxOctets];
        Span<byte> mac = stackalloc byte[Digest.MaxOctets];
        zeros.Clear();
        lock (_lock)
        {
            _hmac.Append(message[..macOffset]);
            _hmac.Append(zeros[..macLength]);
            _hmac.Append(message[(macOffset + macLength)..]);
            _hmac.Finish(mac);
        }
        return CryptographicOperations.FixedTimeEquals(mac[..macLength], message.Slice(macOffset, macLength));
    }

    /// <summary>Encrypts a scopedPDU in place.</summary>
    /// <param name="text">Padded to whole blocks.</param>
    /// <param name="boots">As in the message.</param>
    /// <param name="time">As in the message.</param>
    /// <param name="salt">Gets privParameters.</param>
    public void Encrypt(Span<byte> text, int boots, int time, Span<byte> salt)
    {
        lock (_lock) _privacy!.Encrypt(text, boots, time, salt);
    }

    /// <summary>Decrypts a scopedPDU.</summary>
    /// <returns>False if the user has no privacy, or salt or length cannot be right.</returns>
    public bool TryDecrypt(ReadOnlySpan<byte> text, int boots, int time, ReadOnlySpan<byte> salt, Span<byte> destination)
    {
        if (_privacy is null || salt.Length != SaltOctets || text.Length % _privacy.BlockOctets != 0) return false;
        lock (_lock) _privacy.Decrypt(text, boots, time, salt, destination);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hmac?.Dispose();
        _privacy?.Dispose();
    }

    private static IPrivacy Privacy(UserCredentials user, ReadOnlySpan<byte> engineId, MasterKeys keys, ulong salt)
    {
        var hash = user.Authentication;
        var localized = KeyDerivation.Localize(hash, keys.Get(hash, user.PrivacyPassword!), engineId);
        var key = KeyDerivation.Extend(hash, user.Privacy, localized, engineId)[..KeyDerivation.CipherOctets(user.Privacy)];
        return user.Privacy is PrivacyProtocol.Des or PrivacyProtocol.TripleDes ? new DesPrivacy(key, (uint)salt) : new AesPrivacy(key, salt);
    }

    private static ulong RandomSalt()
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(octets);
        return BitConverter.ToUInt64(octets);
    }
}
