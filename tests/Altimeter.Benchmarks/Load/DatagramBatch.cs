using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Altimeter.Benchmarks.Load;

/// <summary>Up to 64 datagrams that are received and sent in one system call each (Linux: recvmmsg, sendmmsg), with peer and, if wanted, local address.</summary>
internal sealed unsafe partial class DatagramBatch : IDisposable
{
    public const int Size = 64;
    public const int MaxDatagram = 2_048;

    private const int WaitForOne = 0x10000;
    private const int ControlBytes = 64;

    private readonly Header* _headers = (Header*)NativeMemory.AllocZeroed(Size, (nuint)sizeof(Header));
    private readonly Segment* _segments = (Segment*)NativeMemory.AllocZeroed(Size, (nuint)sizeof(Segment));
    private readonly byte* _bytes = (byte*)NativeMemory.AllocZeroed(Size, MaxDatagram + ControlBytes + 16);

    public DatagramBatch()
    {
        for (var i = 0; i < Size; i++)
        {
            _segments[i].Base = _bytes + (i * MaxDatagram);
            _headers[i].Segments = _segments + i;
            _headers[i].SegmentCount = 1;
            _headers[i].Name = _bytes + (Size * (MaxDatagram + ControlBytes)) + (i * 16);
            _headers[i].Control = _bytes + (Size * MaxDatagram) + (i * ControlBytes);
        }
    }

    /// <summary>Room of a datagram.</summary>
    public Span<byte> Buffer(int i) => new(_segments[i].Base, MaxDatagram);

    /// <summary>The datagram received.</summary>
    public ReadOnlySpan<byte> Received(int i) => new(_segments[i].Base, (int)_headers[i].Length);

    /// <summary>Address and port of the peer, as sockaddr_in.</summary>
    public Span<byte> Peer(int i) => new(_headers[i].Name, 16);

    /// <summary>Second octet of the local IPv4 address that the datagram came to; IP_PKTINFO must be on.</summary>
    public byte LocalBlock(int i) => _headers[i].Control[16 + 4 + 1];

    /// <summary>Says how much of a buffer is to be sent.</summary>
    public void SetLength(int i, int length) => _segments[i].Length = (nuint)length;

    /// <summary>Waits for one datagram and takes those that are there.</summary>
    /// <returns>Their number; 0 when the wait ended without any.</returns>
    public int Receive(Socket socket, bool withLocalAddress)
    {
        for (var i = 0; i < Size; i++)
        {
            _segments[i].Length = MaxDatagram;
            _headers[i].NameLength = 16;
            _headers[i].ControlLength = withLocalAddress ? (nuint)ControlBytes : 0;
        }

        return Math.Max(0, ReceiveMany((int)socket.Handle, _headers, Size, WaitForOne, null));
    }

    /// <summary>Sends the first datagrams to their peers; those received go back from the address that they came to.</summary>
    public void Send(Socket socket, int count)
    {
        for (var sent = 0; sent < count;)
        {
            var done = SendMany((int)socket.Handle, _headers + sent, (uint)(count - sent), 0);
            sent += Math.Max(1, done);
        }
    }

    /// <summary>Sends all of a batch whose peers were written by hand.</summary>
    public void SendFirst(Socket socket)
    {
        for (var i = 0; i < Size; i++) (_headers[i].NameLength, _headers[i].ControlLength) = (16, 0);
        Send(socket, Size);
    }

    /// <summary>Exchanges two datagrams of the batch, so that those to be sent stand together.</summary>
    public void Swap(int i, int j)
    {
        if (i == j) return;
        (_headers[i], _headers[j]) = (_headers[j], _headers[i]);
        (_segments[i], _segments[j]) = (_segments[j], _segments[i]);
        _headers[i].Segments = _segments + i;
        _headers[j].Segments = _segments + j;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_headers);
        NativeMemory.Free(_segments);
        NativeMemory.Free(_bytes);
    }

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    private static partial int ReceiveMany(int socket, Header* headers, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    private static partial int SendMany(int socket, Header* headers, uint count, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Segment
    {
        public byte* Base;
        public nuint Length;
    }

    // struct mmsghdr of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public byte* Name;
        public uint NameLength;
        public Segment* Segments;
        public nuint SegmentCount;
        public byte* Control;
        public nuint ControlLength;
        public long Flags;
        public ulong Length;
    }
}
