using System.Security.Cryptography;

namespace Altimeter.Snmp.Transport;

/// <summary>Request ids. On a shared socket the id is all that guards v1 and v2c against forged answers, so it cannot be guessed;
/// it is never 0 or negative, because some agents strip the sign octet and answer another id.</summary>
internal static class RequestIds
{
    /// <summary>Draws from 1 to 2^31−1.</summary>
    public static int Next()
    {
        Span<byte> octets = stackalloc byte[sizeof(int)];
        int id;
        do
        {
            RandomNumberGenerator.Fill(octets);
            id = BitConverter.ToInt32(octets) & int.MaxValue;
        }
        while (id == 0);
        return id;
    }
}
