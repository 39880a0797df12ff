namespace Altimeter.Snmp.Security;

/// <summary>Says what makes credentials unusable, or weak. Never with a part of them.</summary>
internal static class UserCheck
{
    /// <summary>Shortest password (RFC 3414 §11.2).</summary>
    public const int MinPasswordOctets = 8;

    private const int MaxNameOctets = 32;

    /// <returns>What is wrong and what was expected; null if nothing is.</returns>
    public static string? FindError(UserCredentials user)
    {
        var authentication = user.AuthenticationPassword?.Expose().Length ?? 0;
        var privacy = user.PrivacyPassword?.Expose().Length ?? 0;
        if (System.Text.Encoding.UTF8.GetByteCount(user.UserName) > MaxNameOctets) return $"the user name has more than {MaxNameOctets} octets";
        if (System.Text.Encoding.UTF8.GetByteCount(user.ContextName) > 255) return "the context name has more than 255 octets";
        if (user.ContextEngineId is { } hex && !IsEngineId(hex)) return "the context engine id is no hexadecimal text of 1 to 32 octets";
        if ((user.Authentication == AuthenticationProtocol.None) != (authentication == 0)) return "authentication takes a protocol and a password, of which only one is given";
        if ((user.Privacy == PrivacyProtocol.None) != (privacy == 0)) return "privacy takes a protocol and a password, of which only one is given";
        if (privacy > 0 && authentication == 0) return "privacy takes authentication too, which has no password";
        if (user.AllowsShortPasswords) return null;
        if (authentication is > 0 and < MinPasswordOctets) return TooShort("authentication");
        return privacy is > 0 and < MinPasswordOctets ? TooShort("privacy") : null;
    }

    /// <returns>A line for each protocol that is known to be weak.</returns>
    public static IEnumerable<string> FindWarnings(UserCredentials user)
    {
        if (user.Authentication == AuthenticationProtocol.Md5) yield return "MD5 is broken; expected SHA-256 or another SHA-2 for SNMPv3 authentication";
        if (user.Authentication == AuthenticationProtocol.Sha1) yield return "SHA-1 is weak; expected SHA-256 or another SHA-2 for SNMPv3 authentication";
        if (user.Privacy == PrivacyProtocol.Des) yield return "DES is broken; expected AES for SNMPv3 privacy";
    }

    private static string TooShort(string kind) => $"the {kind} password has fewer than {MinPasswordOctets} octets, which SNMPv3 does not allow; it is used all the same with allow_short_passwords=1 in the URL";

    private static bool IsEngineId(string hex)
    {
        Span<byte> octets = stackalloc byte[EngineClock.MaxIdOctets];
        return Convert.FromHexString(hex, octets, out _, out var written) == System.Buffers.OperationStatus.Done && written > 0;
    }
}
