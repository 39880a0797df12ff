using System.Net;
using System.Net.Sockets;

namespace Altimeter.Standalone.Embedded;

/// <summary>Finds ports on 127.0.0.1 before the host is built, because the services' options name them.</summary>
internal static class FreePort
{
    /// <summary>Gives the wanted TCP port, or the next free one above it.</summary>
    /// <exception cref="IOException">None of the next 100 is free.</exception>
    public static int Tcp(int wanted)
    {
        for (var port = wanted; port < Math.Min(wanted + 100, IPEndPoint.MaxPort); port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken: try the next
            }
        }

        throw new IOException($"no free TCP port from {wanted} to {wanted + 99} on 127.0.0.1");
    }

    /// <summary>Gives different free UDP ports.</summary>
    public static IReadOnlyList<int> Udp(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        }).ToList();
        try
        {
            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
