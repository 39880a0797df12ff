using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Altimeter.Snmp.Transport;

/// <summary>Addresses of hosts, resolved outside the send path and kept until an operation fails.</summary>
internal sealed class AddressBook
{
    private readonly ConcurrentDictionary<string, IPAddress> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the address of a target, IPv4 before IPv6.</summary>
    /// <exception cref="SnmpException">The name has no address.</exception>
    public async ValueTask<IPEndPoint> FindAsync(SnmpTarget target, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(target.Host, out var address) || _known.TryGetValue(target.Host, out address)) return new IPEndPoint(address, target.Port);
        try
        {
            var found = await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);
            address = found.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? found.FirstOrDefault();
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new SnmpException(target, $"the host name cannot be resolved ({e.Message})", e);
        }
        if (address is null) throw new SnmpException(target, "the host name has no address");
        _known[target.Host] = address;
        return new IPEndPoint(address, target.Port);
    }

    /// <summary>Has the host resolved anew next time.</summary>
    public void Forget(SnmpTarget target) => _known.TryRemove(target.Host, out _);
}
