namespace Altimeter.Snmp.Transport;

/// <summary>Carries one request to a device and its answer back: matching, time-outs and repeats are its business, what the answer means is not.</summary>
internal interface ISnmpTransport : IAsyncDisposable
{
    /// <summary>Asks once, with the target's number of tries.</summary>
    /// <exception cref="SnmpTimeoutException">No answer to any try.</exception>
    /// <exception cref="SnmpException">The host has no address, or the request exceeds a datagram.</exception>
    /// <exception cref="ObjectDisposedException">The transport has been disposed of.</exception>
    ValueTask<ResponsePdu> ExchangeAsync(SnmpTarget target, RequestPdu request, CancellationToken cancellationToken);

    /// <summary>What it has counted.</summary>
    SnmpStatistics Statistics { get; }

    /// <summary>What it knows of each device.</summary>
    IReadOnlyList<DeviceHealth> Devices { get; }
}
