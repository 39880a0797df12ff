using Altimeter.Snmp;
using Altimeter.Snmp.Agent;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;
using Altimeter.Snmp.Transport;
using Xunit;

namespace Altimeter.UnitTests.Snmp.Security;

/// <summary>A v3 device without a network, and the manager's side of it: every request is answered at once.</summary>
internal sealed class UsmDevice
{
    public static readonly Oid SysUpTime = Oid.Parse("1.3.6.1.2.1.1.3.0");

    private readonly TableMibView _view = new([new(SysUpTime, () => SnmpValue.Unsigned(SnmpType.TimeTicks, 12345))]);
    private readonly byte[] _request = new byte[1_472];
    private readonly byte[] _answer = new byte[1_472];
    private readonly TimeProvider _timeProvider;
    private readonly UserCredentials[] _users;
    private SnmpResponder _responder;
    private int _id = 100;

    public UsmDevice(UsmContext context, byte[] engineId, int boots, params UserCredentials[] users)
    {
        Peer = new UsmPeer(context);
        _timeProvider = context.TimeProvider;
        _users = users;
        Restart(engineId, boots);
    }

    /// <summary>The manager's knowledge of it.</summary>
    public UsmPeer Peer { get; }

    /// <summary>Requests that it got, discoveries included.</summary>
    public int Requests { get; private set; }

    public SnmpTarget Target => new("device") { Version = SnmpVersion.V3, Credentials = _users[0] };

    /// <summary>Changes what the manager gets in place of the answer.</summary>
    public Func<byte[], byte[]> Change { get; set; } = answer => answer;

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_responder))]
    public void Restart(byte[] engineId, int boots) =>
        _responder = new SnmpResponder(_view, new Secret("public"), 100, new AgentEngine(engineId, boots, new AgentUsers(_users), _timeProvider));

    /// <summary>Asks until there is an answer, a refusal, or nothing to hear.</summary>
    public (UsmVerdict Verdict, SnmpValue Value) Get(UserCredentials? user = null, UsmExchange? exchange = null)
    {
        exchange ??= Peer.Begin(Target with { Credentials = user ?? _users[0] });
        for (var message = 0; message < 10; message++)
        {
            var (verdict, value) = Send(exchange);
            if (verdict.Outcome != UsmOutcome.Again) return (verdict, value);
        }
        throw new InvalidOperationException("asks for ever");
    }

    /// <summary>Sends one message and reads what comes back.</summary>
    public (UsmVerdict Verdict, SnmpValue Value) Send(UsmExchange exchange)
    {
        var request = Peer.Write(_request, exchange, ++_id, new RequestPdu(PduType.Get, 0, new[] { new VarBind(SysUpTime, SnmpValue.Missing) })).ToArray();
        Assert.NotEmpty(request);
        Requests++;
        var answer = _responder.Respond(request, _answer).ToArray();
        return Read(Change(answer), exchange);
    }

    public (UsmVerdict Verdict, SnmpValue Value) Read(byte[] answer, UsmExchange exchange)
    {
        if (UsmMessage.TryDecode(answer, out var message) != BerStatus.Ok) return (new UsmVerdict(UsmOutcome.Drop), default);
        var verdict = Peer.Read(message, exchange, new byte[answer.Length], out var pdu);
        return (verdict, verdict.Outcome == UsmOutcome.Answer ? Messages.VarBinds(pdu)[0].Value : default);
    }
}
