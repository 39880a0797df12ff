using System.Net;
using System.Net.Sockets;

namespace Altimeter.Testing.Launchers;

/// <summary>Ports that nobody uses at the moment, found by binding to port 0 on loopback.</summary>
public static class FreePorts
{
    /// <summary>That many different TCP ports.</summary>
    /// <remarks>They are free again when this returns: whoever starts a server on one starts once more when it was taken meanwhile.</remarks>
    public static int[] Tcp(int count) => Take(count, ProtocolType.Tcp);

    /// <summary>One TCP port.</summary>
    public static int Tcp() => Tcp(1)[0];

    /// <summary>One UDP port.</summary>
    public static int Udp() => Take(1, ProtocolType.Udp)[0];

    private static int[] Take(int count, ProtocolType protocol)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, protocol is ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            }

            return [.. sockets.Select(s => ((IPEndPoint)s.LocalEndPoint!).Port)];
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }
}
