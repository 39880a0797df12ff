using Altimeter.Snmp;

namespace Altimeter.UnitTests.Snmp.Security;

/// <summary>The user of the specification's vectors.</summary>
internal static class Users
{
    public static byte[] EngineId => Convert.FromHexString("80001f8880e9630000d61ff449");

    public static UserCredentials Bob(AuthenticationProtocol authentication, PrivacyProtocol privacy = PrivacyProtocol.None) => new("bob")
    {
        Authentication = authentication,
        AuthenticationPassword = authentication == AuthenticationProtocol.None ? null : new Secret("maplesyrup"),
        Privacy = privacy,
        PrivacyPassword = privacy == PrivacyProtocol.None ? null : new Secret("syrupmaple"),
    };
}
