namespace Altimeter.Snmp;

/// <summary>Chooses version and credentials as Ceilometer does: anything that only v3 knows makes it v3, else the user is the community.</summary>
internal static class SnmpUriSecurity
{
    private static readonly Dictionary<string, AuthenticationProtocol> AuthenticationNames = new(StringComparer.Ordinal)
    {
        ["md5"] = AuthenticationProtocol.Md5,
        ["sha"] = AuthenticationProtocol.Sha1,
        ["sha224"] = AuthenticationProtocol.Sha224,
        ["sha256"] = AuthenticationProtocol.Sha256,
        ["sha384"] = AuthenticationProtocol.Sha384,
        ["sha512"] = AuthenticationProtocol.Sha512,
    };

    // Ceilometer's aes192 and aes256 are Reeder's; the b stands for Blumenthal.
    private static readonly Dictionary<string, PrivacyProtocol> PrivacyNames = new(StringComparer.Ordinal)
    {
        ["des"] = PrivacyProtocol.Des,
        ["3des"] = PrivacyProtocol.TripleDes,
        ["aes128"] = PrivacyProtocol.Aes128,
        ["aes192"] = PrivacyProtocol.Aes192Reeder,
        ["aes256"] = PrivacyProtocol.Aes256Reeder,
        ["aes192b"] = PrivacyProtocol.Aes192Blumenthal,
        ["aes256b"] = PrivacyProtocol.Aes256Blumenthal,
    };

    /// <summary>The keys that it reads.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["version", "community", "auth_proto", "priv_proto", "priv_password", "context", "context_engine_id", "allow_short_passwords"];

    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? Apply(ref SnmpTarget target, string user, string password, IReadOnlyDictionary<string, string> query, List<string> warnings)
    {
        var authentication = Find(AuthenticationNames, "auth_proto", query, warnings);
        var privacy = Find(PrivacyNames, "priv_proto", query, warnings);
        var privacyPassword = query.GetValueOrDefault("priv_password", "");
        var isV3 = authentication != default || privacy != default || privacyPassword.Length > 0 || password.Length > 0;
        switch (query.GetValueOrDefault("version"))
        {
            case null when !isV3:
            case "2c" when !isV3:
                break;
            case "1" when !isV3:
                target = target with { Version = SnmpVersion.V1 };
                break;
            case null or "3":
                return ApplyUser(ref target, new UserCredentials(user), authentication, password, privacy, privacyPassword, query, warnings);
            case "1" or "2c":
                return "the URL asks for version 1 or 2c, but has a password or protocol that only version 3 knows";
            default:
                return "version is none of 1, 2c and 3";
        }
        var community = query.GetValueOrDefault("community", user);
        if (community.Length > 0) target = target with { Credentials = new Community(community) };
        return null;
    }

    private static string? ApplyUser(
        ref SnmpTarget target, UserCredentials user, AuthenticationProtocol authentication, string password, PrivacyProtocol privacy, string privacyPassword, IReadOnlyDictionary<string, string> query,
        List<string> warnings)
    {
        user = user with
        {
            ContextName = query.GetValueOrDefault("context", ""),
            ContextEngineId = query.GetValueOrDefault("context_engine_id"),
            AllowsShortPasswords = query.GetValueOrDefault("allow_short_passwords") == "1",
        };
        if (password.Length > 0)
        {
            user = user with
            {
                Authentication = authentication == default ? AuthenticationProtocol.Md5 : authentication,
                AuthenticationPassword = new Secret(password),
            };
        }
        if (privacyPassword.Length > 0)
        {
            if (password.Length == 0) return "the URL has priv_password but no password: privacy implies authentication";
            user = user with { Privacy = privacy == default ? PrivacyProtocol.Des : privacy, PrivacyPassword = new Secret(privacyPassword) };
        }
        // Not an error: the reference takes such URLs, and the others of a file are to be polled.
        if (user.FindError() is { } unusable) warnings.Add($"the device will not be asked: {unusable}");
        target = target with { Version = SnmpVersion.V3, Credentials = user };
        return null;
    }

    private static T Find<T>(Dictionary<string, T> names, string key, IReadOnlyDictionary<string, string> query, List<string> warnings)
        where T : struct
    {
        if (!query.TryGetValue(key, out var name)) return default;
        if (names.TryGetValue(name, out var protocol)) return protocol;
        warnings.Add($"{key} '{name}' is unknown and counts as absent; known are {string.Join(", ", names.Keys)}");
        return default;
    }
}
