using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>Carries requests to devices and answers back, over one <see cref="UdpChannel"/> per address family in use, which all devices share:
/// matching, time-outs and repeats are its business, what the answer means is not.</summary>
internal sealed class UdpTransport : IAsyncDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly SnmpClientOptions _options;
    private readonly Func<AddressFamily, IDatagramSocket> _open;
    private readonly UsmContext _usm;
    private readonly DeviceBook _devices;
    private readonly Counters _counters = new();
    private readonly Lock _lock = new();
    private UdpChannel? _channel4;
    private UdpChannel? _channel6;
    private bool _isDisposed;

    public UdpTransport(TimeProvider timeProvider, SnmpClientOptions options, Func<AddressFamily, IDatagramSocket>? open = null)
    {
        _timeProvider = timeProvider;
        _options = options;
        _open = open ?? UdpSocket.Open;
        _usm = new UsmContext(timeProvider, options.Warn);
        _devices = new DeviceBook(options.MaxDevices, peer => new Device(peer, new UsmPeer(_usm), timeProvider));
    }

    /// <summary>What it has counted.</summary>
    public SnmpStatistics Statistics => _counters.Read(_usm.Counters);

    /// <summary>What it knows of each device.</summary>
    public IReadOnlyList<DeviceHealth> Devices => _devices.Health;

    /// <summary>Counts a peculiarity of a device, and remembers it.</summary>
    public void Note(Device device, DeviceQuirks quirk)
    {
        _counters.Count(quirk);
        device.Learn(quirk);
    }

    /// <summary>Counts a walk whose rows are not handed over.</summary>
    public void CountDiscardedWalk() => Interlocked.Increment(ref _counters.DiscardedWalks);

    /// <summary>Finds the device of a target, which is kept until it is left.</summary>
    /// <exception cref="SnmpException">The host has no address.</exception>
    /// <exception cref="SnmpNotSupportedException">A user in place of a community.</exception>
    public ValueTask<Device> EnterAsync(SnmpTarget target, CancellationToken cancellationToken) => target.Version == SnmpVersion.V3 || target.Credentials is Community
        ? _devices.EnterAsync(target, cancellationToken)
        : throw new SnmpNotSupportedException(target, $"SNMP{target.Version} needs a community");

    /// <summary>Asks once, with the target's number of tries.</summary>
    /// <exception cref="SnmpTimeoutException">No answer to any try.</exception>
    /// <exception cref="SnmpException">The request exceeds a datagram.</exception>
    /// <exception cref="ObjectDisposedException">The transport has been disposed of.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ResponsePdu> ExchangeAsync(Device device, SnmpTarget target, RequestPdu request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
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
            _devices.ForgetAddress(target);
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

    private UdpChannel Channel(AddressFamily family)
    {
        ref var channel = ref family == AddressFamily.InterNetwork ? ref _channel4 : ref _channel6;
        if (Volatile.Read(ref channel) is { } known) return known;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SnmpClient));
            return channel ??= new UdpChannel(_open(family), family, _timeProvider, _counters, _options, _devices.Find);
        }
    }
}
