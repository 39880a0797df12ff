using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Agent;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Altimeter.UnitTests.Snmp;

/// <summary>A socket whose network is in memory, with an agent at every address. Its clock runs only while the engine waits for a time-out and nothing
/// arrives, so that a time-out takes no time and nothing depends on the speed of the machine.</summary>
/// <param name="table">What the agents know.</param>
/// <param name="community">What they answer to.</param>
internal sealed class SimulatedNetwork(IEnumerable<VarBind> table, string community = "public") : IDatagramSocket
{
    // The engine waits less than this only while a time-out is pending.
    private const int Idle = 1_000;

    private readonly SnmpResponder _agent = new(new TableMibView(table.Select(v => KeyValuePair.Create(v.Oid, () => v.Value))), new Secret(community));
    private readonly ConcurrentQueue<(byte[] From, byte[] Datagram)> _arriving = new();
    private readonly ConcurrentQueue<(IPEndPoint To, byte[] Datagram)> _sent = new();
    private readonly AutoResetEvent _woken = new(false);

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What comes back for a datagram: gets it and what a good agent would answer, which is empty where it would not.</summary>
    public Func<byte[], byte[], IEnumerable<byte[]>> Answer { get; set; } = (_, good) => [good];

    /// <summary>What others than the device that was asked send upon a datagram, before its answer.</summary>
    public Func<byte[], byte[], IEnumerable<(IPEndPoint From, byte[] Datagram)>> Strangers { get; set; } = (_, _) => [];

    /// <summary>All datagrams that the engine sent.</summary>
    public IReadOnlyCollection<(IPEndPoint To, byte[] Datagram)> Sent => _sent;

    public int ReceiveBufferBytes => UdpSocket.WantedReceiveBufferBytes;

    public SnmpClient Client(SnmpClientOptions? options = null) => new(new UdpTransport(Time, options ?? new SnmpClientOptions(), _ => this), options);

    /// <summary>Lets a datagram arrive.</summary>
    public void Arrive(IPEndPoint from, byte[] datagram)
    {
        var address = from.Serialize();
        _arriving.Enqueue((address.Buffer.Span[..address.Size].ToArray(), datagram));
    }

    public int Receive(DatagramBatch batch)
    {
        var count = 0;
        for (; count < batch.Capacity && _arriving.TryDequeue(out var next); count++)
        {
            batch.Starts[count] = count * batch.SlotBytes;
            batch.Lengths[count] = next.Datagram.Length;
            batch.AddressLengths[count] = next.From.Length;
            next.Datagram.CopyTo(batch.Datagram(count));
            next.From.CopyTo(batch.Address(count));
        }

        return count;
    }

    public void Wait(int milliseconds)
    {
        if (!_arriving.IsEmpty || _woken.WaitOne(milliseconds >= Idle ? Timeout.Infinite : 0)) return;
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
    }

    public int Send(DatagramBatch batch, int first, int count, out SocketError error)
    {
        error = SocketError.Success;
        var buffer = new byte[MessageWriter.MaxDatagram];
        for (var i = first; i < first + count; i++)
        {
            var datagram = batch.Datagram(i).ToArray();
            var to = ToEndPoint(batch.Address(i));
            _sent.Enqueue((to, datagram));
            var good = _agent.Respond(datagram, buffer).ToArray();
            foreach (var (from, answer) in Strangers(datagram, good)) Arrive(from, answer);
            foreach (var answer in Answer(datagram, good)) Arrive(to, answer);
        }

        return count;
    }

    public void Wake() => _woken.Set();

    public void Dispose() => _woken.Set();

    private static IPEndPoint ToEndPoint(ReadOnlySpan<byte> octets)
    {
        var address = new SocketAddress(AddressFamily.InterNetwork, octets.Length);
        octets.CopyTo(address.Buffer.Span);
        return (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(address);
    }
}
