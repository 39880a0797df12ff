using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Agent;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Testing.Snmp;

/// <summary>An SNMP agent on a free port of 127.0.0.1 that does what a test tells it. Each request takes the next step of the script; when the
/// script is over, or a step is null, a well-behaved agent answers from the table.</summary>
public sealed class ScriptedSnmpPeer : IAsyncDisposable
{
    private readonly Socket _socket = Bind();
    private readonly Socket _otherSocket = Bind();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Func<PeerRequest, PeerReply, IEnumerable<PeerReply>>?> _script = new();
    private readonly ConcurrentQueue<PeerRequest> _requests = new();
    private readonly Secret _community = new("public");
    private readonly TableMibView _view;
    private readonly int _maxVarBinds;
    private readonly Task _loop;

    /// <param name="table">What the agent knows.</param>
    /// <param name="maxVarBinds">Bindings after which it cuts a GETBULK answer.</param>
    public ScriptedSnmpPeer(IEnumerable<VarBind>? table = null, int maxVarBinds = 100)
    {
        _view = new TableMibView((table ?? []).Select(v => KeyValuePair.Create(v.Oid, () => v.Value)));
        _maxVarBinds = maxVarBinds;
        _loop = RunAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public SnmpTarget Target => new("127.0.0.1") { Port = EndPoint.Port };

    /// <summary>All requests so far, in the order received.</summary>
    public IReadOnlyList<PeerRequest> Requests => [.. _requests];

    /// <summary>Does this for one request; gets the request and the reply that a good agent would send, returns what to send instead.</summary>
    public ScriptedSnmpPeer Then(Func<PeerRequest, PeerReply, IEnumerable<PeerReply>> step)
    {
        _script.Enqueue(step);
        return this;
    }

    /// <summary>Changes one reply.</summary>
    public ScriptedSnmpPeer Then(Func<PeerReply, PeerReply> change) => Then((_, good) => [change(good)]);

    /// <summary>Answers one request well.</summary>
    public ScriptedSnmpPeer ThenAnswer()
    {
        _script.Enqueue(null);
        return this;
    }

    /// <summary>Answers one request with these bindings.</summary>
    public ScriptedSnmpPeer ThenAnswer(params VarBind[] varBinds) => Then(good => good with { VarBinds = varBinds, Status = ErrorStatus.NoError, ErrorIndex = 0 });

    /// <summary>Answers one request with an error, and the bindings of the request.</summary>
    public ScriptedSnmpPeer ThenRefuse(ErrorStatus status, int index) => Then((request, good) =>
        [good with { Status = status, ErrorIndex = index, VarBinds = [.. request.Oids.Select(o => new VarBind(o, SnmpValue.Null))] }]);

    /// <summary>Does not answer some requests.</summary>
    public ScriptedSnmpPeer ThenDrop(int count = 1)
    {
        for (var i = 0; i < count; i++) Then((_, _) => []);
        return this;
    }

    /// <summary>Answers one request twice.</summary>
    public ScriptedSnmpPeer ThenDuplicate() => Then((_, good) => [good, good]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _socket.Dispose();
        _otherSocket.Dispose();
        _stop.Dispose();
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task RunAsync()
    {
        var buffer = new byte[65_536];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                foreach (var reply in Replies(buffer[..received.ReceivedBytes])) _ = SendAsync(reply, received.RemoteEndPoint);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task SendAsync(PeerReply reply, EndPoint to)
    {
        await reply.After;
        await (reply.IsFromOtherPort ? _otherSocket : _socket).SendToAsync(reply.ToDatagram(), to);
    }

    private IEnumerable<PeerReply> Replies(byte[] datagram)
    {
        if (Decode(datagram) is not { } request) return [];
        var good = GoodReply(request);
        _requests.Enqueue(request);
        return _script.TryDequeue(out var step) && step is not null ? step(request, good) : [good];
    }

    private static PeerRequest? Decode(byte[] datagram)
    {
        if (SnmpMessage.TryDecode(datagram, out var message) != BerStatus.Ok) return null;
        var oids = new List<Oid>();
        for (var reader = message.VarBinds; reader.MoveNext();) oids.Add(reader.Current().Oid);
        var header = message.Header;
        return new PeerRequest(header.Version, header.Type, header.RequestId, header.First, header.Second, oids, datagram);
    }

    private PeerReply GoodReply(PeerRequest request)
    {
        var answer = new SnmpResponder(_view, _community, _maxVarBinds).Respond(request.Datagram, new byte[MessageWriter.MaxDatagram]);
        var reply = new PeerReply { Version = request.Version, RequestId = request.RequestId };
        if (SnmpMessage.TryDecode(answer, out var message) != BerStatus.Ok) return reply;
        var varBinds = new List<VarBind>();
        for (var reader = message.VarBinds; reader.MoveNext();) varBinds.Add(reader.Current());
        return reply with { Status = message.ErrorStatus, ErrorIndex = message.ErrorIndex, VarBinds = varBinds };
    }
}
