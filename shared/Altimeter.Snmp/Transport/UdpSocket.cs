using System.Net;
using System.Net.Sockets;

namespace Altimeter.Snmp.Transport;

/// <summary>Opens sockets that all devices of a family share.</summary>
internal static class UdpSocket
{
    /// <summary>What is asked of the system; it may grant less.</summary>
    public const int WantedReceiveBufferBytes = 8 << 20;

    public static IDatagramSocket Open(AddressFamily family) => OperatingSystem.IsLinux() && Environment.Is64BitProcess && BitConverter.IsLittleEndian
        ? new BatchedUdpSocket(family)
        : new PlainUdpSocket(family);

    internal static Socket Bind(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = WantedReceiveBufferBytes, SendBufferSize = 1 << 20 };
        if (OperatingSystem.IsWindows())
        {
            // SIO_UDP_CONNRESET off: else "port unreachable" of one device fails the next receive for all.
            socket.IOControl(unchecked((int)0x9800000C), [0, 0, 0, 0], null);
        }
        socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
        return socket;
    }
}
