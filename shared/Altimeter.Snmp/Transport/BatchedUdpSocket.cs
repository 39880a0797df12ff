using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Altimeter.Snmp.Transport;

/// <summary>Many datagrams per system call, on Linux: recvmmsg, sendmmsg, and an eventfd to wake.</summary>
internal sealed unsafe class BatchedUdpSocket : IDatagramSocket
{
    private const int MaxBatch = 64;

    private readonly Libc.Message[] _messages = GC.AllocateArray<Libc.Message>(MaxBatch, pinned: true);
    private readonly Libc.Piece[] _pieces = GC.AllocateArray<Libc.Piece>(MaxBatch, pinned: true);
    private readonly Lock _eventLock = new();
    private readonly Socket _socket;
    private readonly int _descriptor;
    private int _event;

    public BatchedUdpSocket(AddressFamily family)
    {
        _socket = UdpSocket.Bind(family);
        _descriptor = (int)_socket.SafeHandle.DangerousGetHandle();
        _event = Libc.OpenEvent(0, Libc.NonBlocking);
        if (_event >= 0) return;
        _socket.Dispose();
        throw new SocketException((int)SocketError.TooManyOpenSockets, "no eventfd could be opened");
    }

    public int ReceiveBufferBytes => _socket.ReceiveBufferSize;

    public int Receive(DatagramBatch batch)
    {
        var count = Math.Min(batch.Capacity, MaxBatch);
        for (var i = 0; i < count; i++) batch.Starts[i] = i * batch.SlotBytes;
        Prepare(batch, 0, count);
        for (var i = 0; i < count; i++)
        {
            _pieces[i].Length = (nuint)batch.SlotBytes;
            _messages[i].AddressLength = DatagramBatch.AddressBytes;
        }
        var taken = Libc.Receive(_descriptor, Pointer(_messages), (uint)count, Libc.DontWait, null);
        for (var i = 0; i < taken; i++)
        {
            batch.Lengths[i] = (int)_messages[i].Length;
            batch.AddressLengths[i] = (int)_messages[i].AddressLength;
        }
        return Math.Max(taken, 0);
    }

    public void Wait(int milliseconds)
    {
        var entries = stackalloc Libc.PollEntry[2];
        entries[0] = new Libc.PollEntry { Descriptor = _descriptor, Events = Libc.PollIn };
        entries[1] = new Libc.PollEntry { Descriptor = _event, Events = Libc.PollIn };
        if (Libc.Poll(entries, 2, milliseconds) <= 0) return;
        ulong woken;
        if (entries[1].Returned != 0) _ = Libc.Read(_event, &woken, sizeof(ulong));
    }

    public int Send(DatagramBatch batch, int first, int count, out SocketError error)
    {
        error = SocketError.Success;
        count = Math.Min(count, MaxBatch);
        Prepare(batch, first, count);
        for (var i = 0; i < count; i++)
        {
            _pieces[i].Length = (nuint)batch.Lengths[first + i];
            _messages[i].AddressLength = (uint)batch.AddressLengths[first + i];
        }
        int sent;
        do sent = Libc.Send(_descriptor, Pointer(_messages), (uint)count, 0);
        while (sent < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        if (sent > 0) return sent;
        error = new SocketException(Marshal.GetLastPInvokeError()).SocketErrorCode;
        return 0;
    }

    public void Wake()
    {
        var one = 1UL;
        lock (_eventLock)
        {
            if (_event >= 0) _ = Libc.Write(_event, &one, sizeof(ulong));
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        lock (_eventLock)
        {
            if (_event >= 0) _ = Libc.Close(_event);
            _event = -1;
        }
    }

    private void Prepare(DatagramBatch batch, int first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _pieces[i].Start = Pointer(batch.Octets) + batch.Starts[first + i];
            _messages[i] = new Libc.Message
            {
                Address = Pointer(batch.Addresses) + ((first + i) * DatagramBatch.AddressBytes),
                Pieces = Pointer(_pieces) + i,
                PieceCount = 1,
            };
        }
    }

    // The arrays are pinned for good.
    private static T* Pointer<T>(T[] array)
        where T : unmanaged => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
}
