using System.Net;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>What is known of one address, and what waits for it. Owned by the thread of its channel; the snapshot may be read by others.</summary>
internal sealed class Device(IPEndPoint peer, UsmPeer usm)
{
    private const int FailuresUntilDown = 3;

    private RoundTrip _roundTrip;
    private int _failures;
    private volatile DeviceHealth _health = new(peer);

    public IPEndPoint Peer { get; } = peer;

    /// <summary>The address as the system writes it.</summary>
    public byte[] AddressOctets { get; } = Serialize(peer);

    /// <summary>The engine in v3.</summary>
    public UsmPeer Usm { get; } = usm;

    /// <summary>Exchanges that are under way.</summary>
    public int InFlight { get; set; }

    /// <summary>Exchanges that wait for their turn.</summary>
    public Queue<(Exchange Exchange, long Run)> Waiting { get; } = new(1);

    public DeviceHealth Health => _health;

    /// <summary>Tries that a new exchange has: one when the device is down, as a probe.</summary>
    public int Tries(SnmpTarget target) => _failures >= FailuresUntilDown ? 1 : target.Retries + 1;

    public TimeSpan Wait(SnmpTarget target, int tries) => _roundTrip.Wait(target.Timeout, tries);

    public void Answered(TimeSpan roundTrip, bool atFirstTry, DateTimeOffset now)
    {
        _roundTrip.Add(roundTrip);
        _failures = 0;
        var state = atFirstTry ? DeviceHealthState.Up : DeviceHealthState.Degraded;
        var health = _health;
        // A new snapshot only when it says something new: this is the hot path.
        if (health.State == state && health.LastAnswer is { } last && now - last < TimeSpan.FromSeconds(1)) return;
        _health = health with { State = state, LastAnswer = now, RoundTrip = _roundTrip.Smoothed, Failures = 0 };
    }

    public void Failed(string cause)
    {
        _failures++;
        _health = _health with
        {
            State = _failures >= FailuresUntilDown ? DeviceHealthState.Down : DeviceHealthState.Degraded,
            Failures = _failures,
            LastError = cause,
        };
    }

    private static byte[] Serialize(IPEndPoint peer)
    {
        var address = peer.Serialize();
        return address.Buffer.Span[..address.Size].ToArray();
    }
}
