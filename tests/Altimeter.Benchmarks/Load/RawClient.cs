using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Benchmarks.Load;

/// <summary>The limit: the same datagrams, 64 outstanding, sent and received in batches by one thread that decodes nothing.</summary>
internal static class RawClient
{
    public static ClientCost Run(Responder responder, TimeSpan duration)
    {
        Span<byte> buffer = stackalloc byte[DatagramBatch.MaxDatagram];
        var request = MessageWriter.WriteRequest(buffer, new PduHeader { Version = SnmpVersion.V2c, Community = "public"u8, Type = PduType.Get, RequestId = 0x12345678 }, [.. Device.Oids(10)]);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, ReceiveTimeout = 1_000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var batch = new DatagramBatch();
        Fill(socket, batch, request, responder.Port);
        var (cpu, started, requests) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var received = batch.Receive(socket, withLocalAddress: false);
            if (received == 0) Fill(socket, batch, request, responder.Port);
            requests += received;
            for (var i = 0; i < received; i++)
            {
                request.CopyTo(batch.Buffer(i));
                batch.SetLength(i, request.Length);
            }

            batch.Send(socket, received);
        }

        return new ClientCost(requests, requests * 10, Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu, 0);
    }

    private static void Fill(Socket socket, DatagramBatch batch, ReadOnlySpan<byte> request, int port)
    {
        for (var i = 0; i < DatagramBatch.Size; i++)
        {
            var peer = batch.Peer(i);
            BinaryPrimitives.WriteUInt16LittleEndian(peer, (ushort)AddressFamily.InterNetwork);
            BinaryPrimitives.WriteUInt16BigEndian(peer[2..], (ushort)port);
            ((ReadOnlySpan<byte>)[127, 1, 0, (byte)(i + 1)]).CopyTo(peer[4..]);
            request.CopyTo(batch.Buffer(i));
            batch.SetLength(i, request.Length);
        }

        batch.SendFirst(socket);
    }
}
