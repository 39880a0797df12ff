using System.ComponentModel.DataAnnotations;
using Altimeter.Snmp;

namespace Altimeter.SnmpSimulator;

/// <summary>A user of SNMPv3 that the devices answer, an element of <c>SnmpSimulator:Users</c>.</summary>
public sealed class SimulatedUser
{
    /// <summary>User name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Authentication protocol. Default none.</summary>
    public AuthenticationProtocol Authentication { get; init; }

    /// <summary>Its password, at least 8 octets; null without authentication.</summary>
    public string? AuthenticationPassword { get; init; }

    /// <summary>Privacy protocol. Default none.</summary>
    public PrivacyProtocol Privacy { get; init; }

    /// <summary>Its password, at least 8 octets; null without privacy.</summary>
    public string? PrivacyPassword { get; init; }

    internal UserCredentials ToCredentials() => new(Name)
    {
        Authentication = Authentication,
        AuthenticationPassword = AuthenticationPassword is { } authentication ? new Secret(authentication) : null,
        Privacy = Privacy,
        PrivacyPassword = PrivacyPassword is { } privacy ? new Secret(privacy) : null,
    };
}
