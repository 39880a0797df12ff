using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>What a device answered in one visit, and what went wrong.</summary>
internal sealed class DeviceReading
{
    private static readonly OrderedDictionary<Oid, SnmpValue> NoCells = [];

    private readonly Dictionary<Oid, SnmpValue> _instances = [];
    private readonly Dictionary<Oid, OrderedDictionary<Oid, SnmpValue>> _columns = [];

    /// <summary>Failures by what failed, e.g. a table or a meter; no message holds credentials.</summary>
    public Dictionary<string, string> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>Why the visit was broken off; null when it was not.</summary>
    public string? BrokenOff { get; set; }

    /// <summary>Whether anything came back.</summary>
    public bool HasAnswered { get; set; }

    /// <summary>Gives a variable; missing when it was not asked for or did not come.</summary>
    public SnmpValue Instance(Oid oid) => _instances.GetValueOrDefault(oid);

    /// <summary>Gives the cells of a column by index, in the order of the table.</summary>
    public OrderedDictionary<Oid, SnmpValue> Column(Oid column) => _columns.GetValueOrDefault(column) ?? NoCells;

    /// <summary>Keeps a variable.</summary>
    public void Add(Oid oid, SnmpValue value) => _instances[oid] = value;

    /// <summary>Keeps a cell.</summary>
    public void Add(Oid column, Oid index, SnmpValue value)
    {
        if (!_columns.TryGetValue(column, out var cells)) _columns.Add(column, cells = []);
        cells[index] = value;
    }
}
