using System.Net;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>One operation on its way: all its tries, whose ids stay valid until it ends, so that a late answer to the first still completes it.</summary>
internal sealed class Exchange(SnmpTarget target, IPEndPoint peer, RequestPdu request, UsmPeer? usm = null)
    : TaskCompletionSource<ResponsePdu>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private string? _hint;

    public SnmpTarget Target { get; } = target;

    /// <summary>Opens v1 and v2c; empty in v3.</summary>
    public Secret Community { get; } = (target.Credentials as Community)?.Value ?? Secret.Empty;

    /// <summary>The device in v3; null in v1 and v2c.</summary>
    public UsmPeer? Usm { get; } = usm;

    /// <summary>The operation in v3; null in v1 and v2c.</summary>
    public UsmExchange? UsmExchange { get; } = usm?.Begin(target);

    public RequestPdu Request { get; } = request;

    public IPEndPoint Peer { get; } = peer;

    public SocketAddress PeerAddress { get; } = peer.Serialize();

    public List<int> Ids { get; } = [];

    /// <summary>Sends that a Report gave rise to, which are no retries.</summary>
    public int Repeats { get; set; }

    /// <summary>Timestamp of the clock at which the current try is over.</summary>
    public long Deadline { get; set; }

    /// <summary>Remembers what the exception of a time-out should mention, such as an answer from elsewhere.</summary>
    public void Note(string hint) => _hint = hint;

    public bool TimeOut() => TrySetException(new SnmpTimeoutException(Target, Request.Oids[0], _hint ?? Usm?.Explain(UsmExchange!)));
}
