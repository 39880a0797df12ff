using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Agent;

namespace Altimeter.Benchmarks.Load;

/// <summary>The agent of the load runs, a process of its own: one socket answers for every address of 127.0.0.0/8, from the address asked.</summary>
internal static class ResponderProcess
{
    private const int LevelIp = 0;
    private const int PacketInformation = 8;

    /// <summary>Answers until it is killed. The port's owner is told on standard output when it listens.</summary>
    public static int Run(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 8 << 20, SendBufferSize = 8 << 20 };
        socket.SetRawSocketOption(LevelIp, PacketInformation, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        using var output = Console.OpenStandardOutput();
        output.Write("listening\n"u8);
        output.Flush();

        // All addresses are one engine of v3, with one clock.
        var engine = new AgentEngine([0x80, 0, 0x1f, 0x88, 0x04, (byte)'l', (byte)'o', (byte)'a', (byte)'d'], 1, new AgentUsers(Device.User), TimeProvider.System);
        var responder = new SnmpResponder(Device.View(), new Secret("public"), engine: engine);
        var answer = new byte[DatagramBatch.MaxDatagram];
        using var batch = new DatagramBatch();
        while (true)
        {
            var received = batch.Receive(socket, withLocalAddress: true);
            var answered = 0;
            for (var i = 0; i < received; i++)
            {
                if (batch.LocalBlock(i) >= Device.DeadBlock) continue;
                var message = responder.Respond(batch.Received(i), answer);
                if (message.IsEmpty) continue;
                message.CopyTo(batch.Buffer(i));
                batch.SetLength(i, message.Length);
                batch.Swap(answered++, i);
            }

            batch.Send(socket, answered);
        }
    }
}
