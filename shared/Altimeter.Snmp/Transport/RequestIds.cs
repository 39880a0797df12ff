using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Altimeter.Snmp.Transport;

/// <summary>Request ids. On a shared socket the id is all that guards v1 and v2c against forged answers, so it cannot be guessed;
/// it is never 0 or negative, because some agents strip the sign octet and answer another id. Owned by one thread.</summary>
internal sealed class RequestIds
{
    private readonly byte[] _octets = new byte[1_024];
    private int _used = 1_024;

    /// <summary>Draws from 1 to 2^31−1.</summary>
    /// <param name="isShort">To 2^15−1 instead, which also comes back from agents that keep 16 bits and their sign.</param>
    public int Next(bool isShort = false)
    {
        int id;
        do
        {
            if (_used == _octets.Length)
            {
                RandomNumberGenerator.Fill(_octets);
                _used = 0;
            }
            id = MemoryMarshal.Read<int>(_octets.AsSpan(_used)) & (isShort ? short.MaxValue : int.MaxValue);
            _used += sizeof(int);
        }
        while (id == 0);
        return id;
    }
}
