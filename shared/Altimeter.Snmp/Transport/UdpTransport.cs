using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>UDP: one <see cref="UdpChannel"/> per address family in use, shared by all devices.</summary>
internal sealed class UdpTransport(TimeProvider timeProvider, SnmpClientOptions options, Func<AddressFamily, IDatagramSocket>? open = null) : ISnmpTransport
{
    private readonly ConcurrentDictionary<IPEndPoint, Device> _devices = new();
    private readonly ConcurrentDictionary<(string Host, int Port), Device> _byName = new();
    private readonly UsmContext _usm = new(timeProvider, options.Warn);
    private readonly AddressBook _addresses = new();
    private readonly Counters _counters = new();
    private readonly Lock _lock = new();
    private UdpChannel? _channel4;
    private UdpChannel? _channel6;
    private bool _isDisposed;

    public SnmpStatistics Statistics => _counters.Read(_usm.Counters);

    public IReadOnlyList<DeviceHealth> Devices => [.. _devices.Values.Select(d => d.Health)];

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ResponsePdu> ExchangeAsync(SnmpTarget target, RequestPdu request, CancellationToken cancellationToken)
    {
        if (target.Version != SnmpVersion.V3 && target.Credentials is not Community) throw new SnmpNotSupportedException(target, $"SNMP{target.Version} needs a community");
        cancellationToken.ThrowIfCancellationRequested();
        if (!_byName.TryGetValue((target.Host, target.Port), out var device)) device = await FindAsync(target, cancellationToken).ConfigureAwait(false);
        var channel = Channel(device.Peer.AddressFamily);
        var exchange = Exchange.Rent(target, device, request);
        var run = exchange.Run;
        var outcome = exchange.Task;
        channel.Start(exchange);
        // Captures only where there is something to cancel.
        var registration = cancellationToken.CanBeCanceled ? Register(channel, exchange, run, cancellationToken) : default;
        try
        {
            return await outcome.ConfigureAwait(false);
        }
        catch (SnmpTimeoutException)
        {
            _addresses.Forget(target);
            _byName.TryRemove((target.Host, target.Port), out _);
            throw;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            registration.Unregister();
        }
    }

    public async ValueTask DisposeAsync()
    {
        UdpChannel?[] channels;
        lock (_lock)
        {
            _isDisposed = true;
            channels = [_channel4, _channel6];
            _channel4 = _channel6 = null;
        }
        foreach (var channel in channels)
        {
            if (channel is not null) await channel.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static CancellationTokenRegistration Register(UdpChannel channel, Exchange exchange, long run, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(
            static state =>
            {
                var (channel, exchange, run) = ((UdpChannel, Exchange, long))state!;
                channel.Cancel(exchange, run);
            },
            (channel, exchange, run));

    private async ValueTask<Device> FindAsync(SnmpTarget target, CancellationToken cancellationToken)
    {
        var peer = await _addresses.FindAsync(target, cancellationToken).ConfigureAwait(false);
        if (_devices.Count >= options.MaxDevices) ForgetIdle();
        var device = _devices.GetOrAdd(peer, static (peer, usm) => new Device(peer, new UsmPeer(usm)), _usm);
        return _byName[(target.Host, target.Port)] = device;
    }

    private void ForgetIdle()
    {
        _byName.Clear();
        foreach (var (peer, device) in _devices)
        {
            if (device.InFlight == 0) _devices.TryRemove(peer, out _);
        }
    }

    private UdpChannel Channel(AddressFamily family)
    {
        ref var channel = ref family == AddressFamily.InterNetwork ? ref _channel4 : ref _channel6;
        if (Volatile.Read(ref channel) is { } known) return known;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SnmpClient));
            return channel ??= new UdpChannel((open ?? UdpSocket.Open)(family), family, timeProvider, _counters, options);
        }
    }
}
