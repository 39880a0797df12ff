using System.Net;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>What is known of one address, and what waits for it. Owned by the thread of its channel, but for what says otherwise.</summary>
internal sealed class Device(IPEndPoint peer, UsmPeer usm, TimeProvider timeProvider)
{
    private const int FailuresUntilDown = 3;
    private const int Evicted = int.MinValue / 2;

    private RoundTrip _roundTrip;
    private int _failures;
    private int _users;
    private int _quirks;
    private long _lastUsed;
    private volatile DeviceHealth _health = new(peer);

    public IPEndPoint Peer { get; } = peer;

    /// <summary>The address as the system writes it.</summary>
    public byte[] AddressOctets { get; } = Serialize(peer);

    /// <summary>The engine in v3; safe for any thread.</summary>
    public UsmPeer Usm { get; } = usm;

    /// <summary>What it cannot do; safe for any thread.</summary>
    public DeviceLimits Limits { get; } = new(timeProvider);

    /// <summary>Exchanges that are under way.</summary>
    public List<Exchange> UnderWay { get; } = new(1);

    /// <summary>Exchanges that wait for their turn.</summary>
    public Queue<(Exchange Exchange, long Run)> Waiting { get; } = new(1);

    /// <summary>A snapshot, for any thread.</summary>
    public DeviceHealth Health => _health with { LargestGet = Limits.LargestGet, LargestBulk = Limits.LargestBulk, Quirks = (DeviceQuirks)Volatile.Read(ref _quirks) };

    /// <summary>Whether it counts as down, for any thread.</summary>
    public bool IsDown => _health.State == DeviceHealthState.Down;

    /// <summary>When an operation last began, for any thread.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Whether it has been forgotten; for any thread.</summary>
    public bool IsEvicted => Volatile.Read(ref _users) < 0;

    /// <summary>Keeps it from being forgotten until <see cref="Leave"/>; for any thread.</summary>
    /// <returns>False if it has been forgotten already.</returns>
    public bool TryEnter()
    {
        Volatile.Write(ref _lastUsed, timeProvider.GetTimestamp());
        if (Interlocked.Increment(ref _users) > 0) return true;
        Interlocked.Decrement(ref _users);
        return false;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave() => Interlocked.Decrement(ref _users);

    /// <summary>Shuts it for good, if nobody is using it; for any thread.</summary>
    public bool TryEvict()
    {
        if (Interlocked.CompareExchange(ref _users, Evicted, 0) != 0) return false;
        Usm.Leave();
        return true;
    }

    /// <summary>Whether it has never answered, and has not been asked in v1 for that reason.</summary>
    public bool MayBeOfV1 { get; set; } = true;

    /// <summary>Whether it has ever answered.</summary>
    public bool HasAnswered => _health.LastAnswer is not null;

    /// <summary>Tries that a new exchange has: one when the device is down, as a probe.</summary>
    public int Tries(SnmpTarget target) => _failures >= FailuresUntilDown ? 1 : target.Retries + 1;

    public TimeSpan Wait(SnmpTarget target, int tries) => _roundTrip.Wait(target.Timeout, tries);

    public void Answered(SnmpVersion version, TimeSpan roundTrip, bool atFirstTry, DateTimeOffset now)
    {
        MayBeOfV1 = false;
        if (version != SnmpVersion.V1 && (_quirks & (int)DeviceQuirks.SpeaksV1Only) != 0) Interlocked.And(ref _quirks, ~(int)DeviceQuirks.SpeaksV1Only);
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

    /// <summary>Remembers a peculiarity; for any thread.</summary>
    public void Learn(DeviceQuirks quirk) => Interlocked.Or(ref _quirks, (int)quirk);

    private static byte[] Serialize(IPEndPoint peer)
    {
        var address = peer.Serialize();
        return address.Buffer.Span[..address.Size].ToArray();
    }
}
