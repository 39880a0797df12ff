using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>UDP: one <see cref="UdpChannel"/> per address family in use, shared by all devices.</summary>
internal sealed class UdpTransport(TimeProvider timeProvider, Action<string>? warn = null) : ISnmpTransport
{
    private readonly ConcurrentDictionary<IPEndPoint, UsmPeer> _usmPeers = new();
    private readonly UsmContext _usm = new(timeProvider, warn);
    private readonly AddressBook _addresses = new();
    private readonly Counters _counters = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<AddressFamily, UdpChannel> _channels = [];
    private bool _isDisposed;

    public SnmpStatistics Statistics => _counters.Read(_usm.Counters);

    public async ValueTask<ResponsePdu> ExchangeAsync(SnmpTarget target, RequestPdu request, CancellationToken cancellationToken)
    {
        if (target.Version != SnmpVersion.V3 && target.Credentials is not Community) throw new SnmpNotSupportedException(target, $"SNMP{target.Version} needs a community");
        var peer = await _addresses.FindAsync(target, cancellationToken).ConfigureAwait(false);
        var usm = target.Version == SnmpVersion.V3 ? _usmPeers.GetOrAdd(peer, static (_, context) => new UsmPeer(context), _usm) : null;
        var exchange = new Exchange(target, peer, request, usm);
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Exchange)state!).TrySetCanceled(token), exchange);
        var channel = Channel(peer.AddressFamily);
        try
        {
            channel.Start(exchange);
            return await exchange.Task.ConfigureAwait(false);
        }
        catch (SnmpTimeoutException)
        {
            _addresses.Forget(target);
            throw;
        }
        finally
        {
            channel.Remove(exchange);
        }
    }

    public async ValueTask DisposeAsync()
    {
        UdpChannel[] channels;
        lock (_lock)
        {
            _isDisposed = true;
            channels = [.. _channels.Values];
            _channels.Clear();
        }
        foreach (var channel in channels) await channel.DisposeAsync().ConfigureAwait(false);
    }

    private UdpChannel Channel(AddressFamily family)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SnmpClient));
            if (!_channels.TryGetValue(family, out var channel)) _channels[family] = channel = new UdpChannel(family, timeProvider, _counters);
            return channel;
        }
    }
}
