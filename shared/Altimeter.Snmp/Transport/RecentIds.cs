namespace Altimeter.Snmp.Transport;

/// <summary>Ids whose operation has ended a short while ago: tells a duplicate answer from a late one. An id is forgotten when another one takes its
/// place, for random ids after as many others as there are places, on average. Owned by one thread.</summary>
/// <param name="places">A power of two. One place each keeps a look-up to one line of cache.</param>
internal sealed class RecentIds(int places)
{
    private readonly int[] _ids = new int[places];

    public void Add(int id) => _ids[PlaceOf(id)] = id;

    public bool Contains(int id) => _ids[PlaceOf(id)] == id && id != 0;

    private int PlaceOf(int id) => id & (_ids.Length - 1);
}
