using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <summary>The SNMP engine: v1, v2c and v3 over sockets that all devices and callers share. One per process is enough.</summary>
public sealed partial class SnmpClient : ISnmpClient, IAsyncDisposable
{
    private readonly SnmpClientOptions _options;
    private readonly UdpTransport _transport;

    /// <summary>Opens no socket yet: that happens with the first request.</summary>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="timeProvider">Clock of the time-outs; null for the system's.</param>
    public SnmpClient(SnmpClientOptions? options = null, TimeProvider? timeProvider = null)
        : this(new UdpTransport(timeProvider ?? TimeProvider.System, options ?? new SnmpClientOptions()), options)
    {
    }

    internal SnmpClient(UdpTransport transport, SnmpClientOptions? options = null)
    {
        _options = options ?? new SnmpClientOptions();
        _transport = transport;
    }

    /// <summary>What the engine has counted so far.</summary>
    public SnmpStatistics Statistics => _transport.Statistics;

    /// <summary>What the engine knows of each device now, in no order.</summary>
    public IReadOnlyList<DeviceHealth> Devices => _transport.Devices;

    /// <summary>Closes the sockets; operations under way end with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
