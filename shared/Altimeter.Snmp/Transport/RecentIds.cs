namespace Altimeter.Snmp.Transport;

/// <summary>The last ids whose operation has been answered: tells a duplicate answer from a late one. Owned by one thread.</summary>
internal sealed class RecentIds(int capacity)
{
    private readonly HashSet<int> _ids = new(capacity);
    private readonly Queue<int> _order = new(capacity);

    public void Add(int id)
    {
        if (!_ids.Add(id)) return;
        _order.Enqueue(id);
        if (_order.Count > capacity) _ids.Remove(_order.Dequeue());
    }

    public bool Contains(int id) => _ids.Contains(id);
}
