using System.Net;
using System.Net.Sockets;

namespace Altimeter.Snmp.Transport;

/// <summary>One system call per datagram, on any system. Woken by an empty datagram to itself.</summary>
internal sealed class PlainUdpSocket : IDatagramSocket
{
    private readonly Socket _socket;
    private readonly Socket _waker;
    private readonly SocketAddress _self;
    private readonly SocketAddress _from;
    private readonly SocketAddress _to;

    public PlainUdpSocket(AddressFamily family)
    {
        _socket = UdpSocket.Bind(family);
        _waker = UdpSocket.Bind(family);
        _self = new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, ((IPEndPoint)_socket.LocalEndPoint!).Port).Serialize();
        _from = new SocketAddress(family);
        _to = new SocketAddress(family);
    }

    public int ReceiveBufferBytes => _socket.ReceiveBufferSize;

    public int Receive(DatagramBatch batch)
    {
        var count = 0;
        while (count < batch.Capacity && _socket.Poll(0, SelectMode.SelectRead))
        {
            var length = _socket.ReceiveFrom(batch.Slot(count), SocketFlags.None, _from);
            // Empty ones only wake.
            if (length == 0) break;
            batch.Starts[count] = count * batch.SlotBytes;
            batch.Lengths[count] = length;
            batch.AddressLengths[count] = _from.Size;
            _from.Buffer.Span[.._from.Size].CopyTo(batch.Addresses.AsSpan(count * DatagramBatch.AddressBytes));
            count++;
        }
        return count;
    }

    public void Wait(int milliseconds) => _socket.Poll(milliseconds * 1_000, SelectMode.SelectRead);

    public int Send(DatagramBatch batch, int first, int count, out SocketError error)
    {
        error = SocketError.Success;
        for (var i = 0; i < count; i++)
        {
            try
            {
                batch.Address(first + i).CopyTo(_to.Buffer.Span);
                _socket.SendTo(batch.Datagram(first + i), SocketFlags.None, _to);
            }
            catch (SocketException e)
            {
                error = e.SocketErrorCode;
                return i;
            }
        }
        return count;
    }

    public void Wake()
    {
        try
        {
            _waker.SendTo([], SocketFlags.None, _self);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The wait ends by itself a little later.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _waker.Dispose();
    }
}
