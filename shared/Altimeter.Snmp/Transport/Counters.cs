using System.Numerics;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>Counts, incremented from several threads.</summary>
internal sealed class Counters
{
    private readonly long[] _quirks = new long[BitOperations.Log2((uint)Quirks.Last) + 1];
    private readonly long[] _malformedValues = new long[(int)BerStatus.BadSecurityParameters + 1];

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
    public long NullValues;
    public long DiscardedWalks;

    /// <summary>Counts a value that cannot be used, if it is one.</summary>
    public void Count(in SnmpValue value)
    {
        if (value.Type == SnmpType.Malformed) Interlocked.Increment(ref _malformedValues[value.Bits]);
        else if (value.Type == SnmpType.Null) Interlocked.Increment(ref NullValues);
    }

    /// <summary>Counts a peculiarity.</summary>
    public void Count(DeviceQuirks quirk) => Interlocked.Increment(ref _quirks[BitOperations.Log2((uint)quirk)]);

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
        NullValues = Volatile.Read(ref NullValues),
        DiscardedWalks = Volatile.Read(ref DiscardedWalks),
        MalformedValues = Read(_malformedValues, place => (BerStatus)place),
        Quirks = Read(_quirks, place => (DeviceQuirks)(1 << place)),
        Discoveries = Volatile.Read(ref usm.Discoveries),
        TimeSynchronizations = Volatile.Read(ref usm.Resynchronizations),
        SecurityFaults = usm.ReadFaults(),
    };

    private static Dictionary<T, long> Read<T>(long[] counts, Func<int, T> key)
        where T : struct
    {
        var found = new Dictionary<T, long>();
        for (var place = 0; place < counts.Length; place++)
        {
            var count = Volatile.Read(ref counts[place]);
            if (count > 0) found[key(place)] = count;
        }
        return found;
    }
}
