using System.Collections.Concurrent;
using System.Net;

namespace Altimeter.Snmp.Transport;

/// <summary>The devices that are remembered, by target and by address. Above the limit those are forgotten that nobody has asked for longest.</summary>
/// <param name="limit">Most devices.</param>
/// <param name="create">Makes one.</param>
internal sealed class DeviceBook(int limit, Func<IPEndPoint, Device> create)
{
    private readonly ConcurrentDictionary<IPEndPoint, Device> _byAddress = new();
    private readonly ConcurrentDictionary<(string Host, int Port), Device> _byName = new();
    private readonly AddressBook _addresses = new();
    private readonly Lock _evictionLock = new();

    public IReadOnlyList<DeviceHealth> Health => [.. _byAddress.Values.Select(d => d.Health)];

    /// <summary>Finds the device of a target and enters it, so that it is kept until it is left.</summary>
    /// <exception cref="SnmpException">The host has no address.</exception>
    public ValueTask<Device> EnterAsync(SnmpTarget target, CancellationToken cancellationToken) =>
        _byName.TryGetValue((target.Host, target.Port), out var device) && device.TryEnter() ? new(device) : ResolveAsync(target, cancellationToken);

    /// <summary>The device at an address; null if it is not remembered.</summary>
    public Device? Find(IPEndPoint peer) => _byAddress.GetValueOrDefault(peer);

    /// <summary>Has the host of a target resolved anew next time.</summary>
    public void ForgetAddress(SnmpTarget target)
    {
        _addresses.Forget(target);
        _byName.TryRemove((target.Host, target.Port), out _);
    }

    private async ValueTask<Device> ResolveAsync(SnmpTarget target, CancellationToken cancellationToken)
    {
        var peer = await _addresses.FindAsync(target, cancellationToken).ConfigureAwait(false);
        if (_byAddress.Count >= limit) Evict();
        while (true)
        {
            var device = _byAddress.GetOrAdd(peer, create);
            if (device.TryEnter()) return _byName[(target.Host, target.Port)] = device;
            // It has been shut just now, and is about to leave the book.
            _byAddress.TryRemove(new KeyValuePair<IPEndPoint, Device>(peer, device));
        }
    }

    /// <summary>Forgets a sixteenth, so that the next ones do not search again.</summary>
    private void Evict()
    {
        lock (_evictionLock)
        {
            if (_byAddress.Count < limit) return;
            var excess = _byAddress.Count - limit + Math.Max(1, limit / 16);
            foreach (var (peer, device) in _byAddress.ToArray().OrderBy(d => d.Value.LastUsed))
            {
                if (excess == 0) break;
                if (!device.TryEvict()) continue;
                _byAddress.TryRemove(new KeyValuePair<IPEndPoint, Device>(peer, device));
                excess--;
            }
            foreach (var (name, device) in _byName)
            {
                if (device.IsEvicted) _byName.TryRemove(name, out _);
            }
        }
    }
}
