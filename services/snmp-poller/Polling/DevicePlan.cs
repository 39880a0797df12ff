using Altimeter.Snmp;
using Altimeter.SnmpPoller.Definitions;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>Everything that one visit of a device asks for: all selected meters at once, each variable and column once.</summary>
internal sealed class DevicePlan
{
    /// <summary>UCD-SNMP's memTotalReal.0, which used memory is taken from.</summary>
    public static readonly Oid MemoryTotal = Oid.Parse("1.3.6.1.4.1.2021.4.5.0");

    /// <summary>RFC 1213's ipAdEntIfIndex, which tells the address of an interface.</summary>
    public static readonly Oid AddressIndex = Oid.Parse("1.3.6.1.2.1.4.20.1.2");

    /// <summary>Plans a visit for the selected meters.</summary>
    public DevicePlan(IReadOnlyList<MeterDefinition> meters)
    {
        Meters = meters;
        var instances = new OrderedDictionary<Oid, bool>();
        var tables = new OrderedDictionary<Oid, OrderedDictionary<Oid, bool>>();
        foreach (var meter in meters)
        {
            foreach (var oid in meter.Metadata.Select(metadata => metadata.Oid).Prepend(meter.Oid))
            {
                if (meter.IsPrefix) AddColumn(tables, oid);
                else instances[oid] = true;
            }

            if (meter.PostOperation == PostOperation.MemoryAvailToUsed) instances[MemoryTotal] = true;
            if (meter.PostOperation == PostOperation.Net) AddColumn(tables, AddressIndex);
        }

        Instances = [.. instances.Keys];
        Tables = [.. tables.Values.Select(columns => (IReadOnlyList<Oid>)[.. columns.Keys])];
    }

    /// <summary>The meters, in the order of their definitions.</summary>
    public IReadOnlyList<MeterDefinition> Meters { get; }

    /// <summary>Variables for one GET.</summary>
    public IReadOnlyList<Oid> Instances { get; }

    /// <summary>Tables to walk: the columns that stand side by side in one table are asked for together.</summary>
    public IReadOnlyList<IReadOnlyList<Oid>> Tables { get; }

    private static void AddColumn(OrderedDictionary<Oid, OrderedDictionary<Oid, bool>> tables, Oid column)
    {
        var table = new Oid(column.SubIdentifiers[..Math.Max(column.Length - 1, 0)]);
        if (!tables.TryGetValue(table, out var columns)) tables.Add(table, columns = []);
        columns[column] = true;
    }
}
