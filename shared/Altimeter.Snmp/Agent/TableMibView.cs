namespace Altimeter.Snmp.Agent;

/// <summary>A fixed list of variables, found by binary search.</summary>
public sealed class TableMibView : IMibView
{
    private readonly Oid[] _oids;
    private readonly Func<SnmpValue>[] _values;

    /// <summary>Takes variables in any order.</summary>
    /// <param name="variables">Each instance with what reads its value now.</param>
    /// <exception cref="ArgumentException">An instance comes twice.</exception>
    public TableMibView(IEnumerable<KeyValuePair<Oid, Func<SnmpValue>>> variables)
    {
        var sorted = variables.OrderBy(v => v.Key).ToList();
        _oids = [.. sorted.Select(v => v.Key)];
        _values = [.. sorted.Select(v => v.Value)];
        for (var i = 1; i < _oids.Length; i++)
        {
            if (_oids[i] == _oids[i - 1]) throw new ArgumentException($"{_oids[i]} comes twice", nameof(variables));
        }
    }

    /// <summary>Number of variables.</summary>
    public int Count => _oids.Length;

    /// <inheritdoc/>
    public SnmpValue Get(Oid oid)
    {
        var place = Array.BinarySearch(_oids, oid);
        if (place >= 0) return _values[place]();
        // A sibling in place of the last sub-identifier shows that the object is there and only the instance is not.
        var parent = oid.Length > 0 ? new Oid(oid.SubIdentifiers[..^1]) : oid;
        return IsBelow(~place, parent) || IsBelow(~place - 1, parent) ? SnmpValue.NoSuchInstance : SnmpValue.NoSuchObject;
    }

    /// <inheritdoc/>
    public bool TryGetNext(Oid oid, out VarBind next)
    {
        var place = Array.BinarySearch(_oids, oid);
        place = place < 0 ? ~place : place + 1;
        next = place < _oids.Length ? new VarBind(_oids[place], _values[place]()) : default;
        return place < _oids.Length;
    }

    private bool IsBelow(int place, Oid parent) => place >= 0 && place < _oids.Length && _oids[place].IsChildOf(parent);
}
