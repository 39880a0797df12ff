using Altimeter.Snmp.Security;

namespace Altimeter.Snmp;

/// <summary>A user of SNMPv3 (RFC 3414). Privacy implies authentication.</summary>
/// <param name="UserName">Name of the user; may be empty.</param>
public sealed record UserCredentials(string UserName) : SnmpCredentials
{
    /// <summary>How messages are authenticated; none for noAuthNoPriv.</summary>
    public AuthenticationProtocol Authentication { get; init; }

    /// <summary>Password of the authentication; null for noAuthNoPriv.</summary>
    public Secret? AuthenticationPassword { get; init; }

    /// <summary>How messages are encrypted; none without privacy.</summary>
    public PrivacyProtocol Privacy { get; init; }

    /// <summary>Password of the encryption; null without privacy.</summary>
    public Secret? PrivacyPassword { get; init; }

    /// <summary>Context asked for (RFC 3411 §3.3.1); empty for the default one.</summary>
    public string ContextName { get; init; } = "";

    /// <summary>Context engine id in hex; null for the agent's own.</summary>
    public string? ContextEngineId { get; init; }

    /// <summary>Whether passwords below the 8 octets of RFC 3414 §11.2 are used all the same. Default false.</summary>
    public bool AllowsShortPasswords { get; init; }

    /// <summary>Says why no message can be made with these credentials: a password that is too short or lacks its protocol, a name that is too long.</summary>
    /// <returns>What is wrong and what was expected, without a part of them; null if nothing is.</returns>
    public string? FindError() => UserCheck.FindError(this);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
