namespace Altimeter.Snmp.Transport;

/// <summary>What one device has shown that it cannot do, forgotten after an hour so that an update of it, or a mended network, is noticed; and how
/// large its tables were. Safe for several threads.</summary>
internal sealed class DeviceLimits(TimeProvider timeProvider)
{
    private const int MostTables = 256;
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Oid, TableSize> _tables = [];
    private Ceiling _get;
    private Ceiling _bulk;

    /// <summary>Most OIDs of a GET; null while the device has refused none.</summary>
    public int? LargestGet => Read(ref _get);

    /// <summary>Most cells of a GETBULK, 0 if only GETNEXT is answered; null while the device has refused none.</summary>
    public int? LargestBulk => Read(ref _bulk);

    /// <summary>The answer to a GET of so many OIDs was too big.</summary>
    public void RefusedGet(int oids) => Lower(ref _get, Math.Max(1, oids / 2));

    /// <summary>A GETBULK for so many cells got no answer, or one that was too big.</summary>
    /// <param name="cells">Rows times columns.</param>
    /// <param name="divisor">How much less to ask for.</param>
    public void RefusedBulk(int cells, int divisor) => Lower(ref _bulk, cells / divisor);

    /// <summary>A table when it was last walked, by its first column; null for the first time.</summary>
    public TableSize? Table(Oid column)
    {
        lock (_lock) return _tables.TryGetValue(column, out var size) ? size : null;
    }

    /// <summary>Takes note of a table.</summary>
    public void Walked(Oid column, TableSize size)
    {
        lock (_lock)
        {
            if (_tables.Count >= MostTables && !_tables.ContainsKey(column)) _tables.Clear();
            _tables[column] = size;
        }
    }

    private int? Read(ref Ceiling ceiling)
    {
        if (!ceiling.IsSet) return null;
        lock (_lock)
        {
            if (timeProvider.GetElapsedTime(ceiling.LearntAt) >= KeptFor) ceiling = default;
            return ceiling.IsSet ? ceiling.Value : null;
        }
    }

    private void Lower(ref Ceiling ceiling, int value)
    {
        lock (_lock)
        {
            if (!ceiling.IsSet || value < ceiling.Value) ceiling = new Ceiling { IsSet = true, Value = value, LearntAt = timeProvider.GetTimestamp() };
        }
    }

    private struct Ceiling
    {
        public volatile bool IsSet;
        public int Value;
        public long LearntAt;
    }
}
