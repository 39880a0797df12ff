using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>Counts, incremented from several threads.</summary>
internal sealed class Counters
{
    public long Sent;
    public long Received;
    public long Retries;
    public long Timeouts;
    public long Late;
    public long Duplicates;
    public long Foreign;
    public long Mismatched;
    public long Malformed;
    public long Trailing;
    public long SocketErrors;

    public SnmpStatistics Read(UsmCounters usm) => new()
    {
        Sent = Volatile.Read(ref Sent),
        Received = Volatile.Read(ref Received),
        Retries = Volatile.Read(ref Retries),
        Timeouts = Volatile.Read(ref Timeouts),
        Late = Volatile.Read(ref Late),
        Duplicates = Volatile.Read(ref Duplicates),
        Foreign = Volatile.Read(ref Foreign),
        Mismatched = Volatile.Read(ref Mismatched),
        Malformed = Volatile.Read(ref Malformed),
        Trailing = Volatile.Read(ref Trailing),
        SocketErrors = Volatile.Read(ref SocketErrors),
        Discoveries = Volatile.Read(ref usm.Discoveries),
        TimeSynchronizations = Volatile.Read(ref usm.Resynchronizations),
        SecurityFaults = usm.ReadFaults(),
    };
}
