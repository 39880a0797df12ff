using System.Collections.Concurrent;

namespace Altimeter.Snmp.Security;

/// <summary>Ku of every password in use, computed once: with one credential, ten thousand devices cost one expansion of 1 MiB per password.</summary>
internal sealed class MasterKeys
{
    private readonly ConcurrentDictionary<(AuthenticationProtocol Protocol, Secret Password), Lazy<byte[]>> _keys = new();
    private int _expansions;

    /// <summary>Passwords expanded so far.</summary>
    public int Expansions => Volatile.Read(ref _expansions);

    /// <summary>The key of a password, not localised yet.</summary>
    public byte[] Get(AuthenticationProtocol protocol, Secret password) => _keys.GetOrAdd((protocol, password), Expand).Value;

    private Lazy<byte[]> Expand((AuthenticationProtocol Protocol, Secret Password) key) => new(() =>
    {
        Interlocked.Increment(ref _expansions);
        return KeyDerivation.FromPassword(key.Protocol, key.Password.Expose());
    });
}
