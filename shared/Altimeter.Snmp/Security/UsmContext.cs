using System.Collections.Concurrent;

namespace Altimeter.Snmp.Security;

/// <summary>What all devices of a client share in v3: expanded passwords, counters, the clock, and which engine ids have been met.</summary>
/// <param name="timeProvider">Clock of engines and back-offs.</param>
/// <param name="warn">Told once about each weak protocol.</param>
internal sealed class UsmContext(TimeProvider timeProvider, Action<string>? warn = null)
{
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UsmPeer> _engines = new(StringComparer.Ordinal);

    public TimeProvider TimeProvider { get; } = timeProvider;

    public MasterKeys Keys { get; } = new();

    public UsmCounters Counters { get; } = new();

    /// <summary>Warns of weak protocols, each once.</summary>
    public void Check(SnmpTarget target, UserCredentials user)
    {
        if (warn is null) return;
        foreach (var warning in UserCheck.FindWarnings(user))
        {
            if (_warned.TryAdd(warning, true)) warn($"{target}: {warning} (said once for all devices)");
        }
    }

    /// <summary>Takes note of the engine id of a device.</summary>
    /// <returns>A device that said the same id before; null if this is the first.</returns>
    public UsmPeer? Meet(ReadOnlySpan<byte> engineId, UsmPeer peer)
    {
        var first = _engines.GetOrAdd(Convert.ToHexString(engineId), peer);
        return ReferenceEquals(first, peer) ? null : first;
    }

    /// <summary>Forgets a device.</summary>
    public void Leave(ReadOnlySpan<byte> engineId, UsmPeer peer) => _engines.TryRemove(new KeyValuePair<string, UsmPeer>(Convert.ToHexString(engineId), peer));
}
