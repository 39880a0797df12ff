namespace Altimeter.Snmp.Security;

/// <summary>What happened in v3, incremented from several threads.</summary>
internal sealed class UsmCounters
{
    private readonly long[] _faults = new long[(int)SnmpSecurityFault.SharedEngineId + 1];

    public long Discoveries;
    public long Resynchronizations;

    public void Count(SnmpSecurityFault fault) => Interlocked.Increment(ref _faults[(int)fault]);

    /// <summary>The faults that have occurred.</summary>
    public IReadOnlyDictionary<SnmpSecurityFault, long> ReadFaults()
    {
        var counts = new Dictionary<SnmpSecurityFault, long>();
        for (var fault = 1; fault < _faults.Length; fault++)
        {
            var count = Volatile.Read(ref _faults[fault]);
            if (count > 0) counts[(SnmpSecurityFault)fault] = count;
        }
        return counts;
    }
}
