namespace Altimeter.Snmp.Transport;

/// <summary>Datagrams with their addresses in memory that never moves, so that the kernel fills or sends many at once.</summary>
/// <param name="capacity">Datagrams.</param>
/// <param name="slotBytes">Most octets of each.</param>
internal sealed class DatagramBatch(int capacity, int slotBytes)
{
    /// <summary>Room for a sockaddr_in6.</summary>
    public const int AddressBytes = 28;

    public int Capacity { get; } = capacity;

    public int SlotBytes { get; } = slotBytes;

    public byte[] Octets { get; } = GC.AllocateUninitializedArray<byte>(capacity * slotBytes, pinned: true);

    public byte[] Addresses { get; } = GC.AllocateArray<byte>(capacity * AddressBytes, pinned: true);

    /// <summary>Where each datagram begins within <see cref="Octets"/>.</summary>
    public int[] Starts { get; } = new int[capacity];

    public int[] Lengths { get; } = new int[capacity];

    public int[] AddressLengths { get; } = new int[capacity];

    public Span<byte> Slot(int place) => Octets.AsSpan(place * SlotBytes, SlotBytes);

    public Span<byte> Datagram(int place) => Octets.AsSpan(Starts[place], Lengths[place]);

    public Span<byte> Address(int place) => Addresses.AsSpan(place * AddressBytes, AddressLengths[place]);

    /// <summary>Addresses a datagram that was written at the end of its slot.</summary>
    public void Put(int place, int length, ReadOnlySpan<byte> address)
    {
        Starts[place] = ((place + 1) * SlotBytes) - length;
        Lengths[place] = length;
        AddressLengths[place] = address.Length;
        address.CopyTo(Addresses.AsSpan(place * AddressBytes));
    }
}
