using System.Runtime.InteropServices;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Agent;

/// <summary>The agent's side of v1, v2c and, with an engine, v3: answers GET, GETNEXT and GETBULK from a view, refuses SET (RFC 1157 §4.1, RFC 3416 §4.2, RFC 3584 §4.2). Not safe for several threads.</summary>
/// <param name="view">The variables.</param>
/// <param name="community">The only community that is answered.</param>
/// <param name="maxVarBinds">Bindings after which a GETBULK answer is cut. Default 100, as net-snmp.</param>
/// <param name="engine">Users and clock of v3, for this responder alone; null if it does not speak v3.</param>
public sealed class SnmpResponder(IMibView view, Secret community, int maxVarBinds = 100, AgentEngine? engine = null)
{
    private readonly List<VarBind> _asked = [];
    private readonly List<VarBind> _answer = [];

    /// <summary>Answers one datagram.</summary>
    /// <param name="datagram">The request.</param>
    /// <param name="buffer">Room for the answer, which stands at its end; what does not fit is too big.</param>
    /// <returns>The answer; empty for what no agent answers: other communities, responses, what cannot be read.</returns>
    public ReadOnlySpan<byte> Respond(ReadOnlySpan<byte> datagram, Span<byte> buffer)
    {
        var status = SnmpMessage.TryDecode(datagram, out var request);
        if (status == BerStatus.UnknownVersion && engine is not null)
        {
            var refusal = engine.Open(datagram, buffer, out request);
            if (request.Header.Version != SnmpVersion.V3) return refusal;
            return engine.IsAllowed ? Answer(buffer, request) : Refuse(buffer, request.Header, ErrorStatus.AuthorizationError, 0, []);
        }
        return status == BerStatus.Ok && community.Equals(request.Header.Community) ? Answer(buffer, request) : default;
    }

    private ReadOnlySpan<byte> Answer(Span<byte> buffer, scoped in SnmpMessage request)
    {
        _asked.Clear();
        _answer.Clear();
        for (var reader = request.VarBinds; reader.MoveNext();)
        {
            if (reader.Name.IsEmpty) return default;
            _asked.Add(reader.Current() with { Value = SnmpValue.Null });
        }

        var isV1 = request.Header.Version == SnmpVersion.V1;
        switch (request.Header.Type)
        {
            case PduType.Get:
                foreach (var (oid, _) in _asked) _answer.Add(new VarBind(oid, view.Get(oid)));
                break;
            case PduType.GetNext:
                foreach (var (oid, _) in _asked) _answer.Add(Next(oid, isV1));
                break;
            case PduType.GetBulk when !isV1:
                AnswerBulk(Math.Max(request.Header.First, 0), Math.Max(request.Header.Second, 0));
                break;
            case PduType.Set:
                return Refuse(buffer, request.Header, isV1 ? ErrorStatus.NoSuchName : ErrorStatus.NotWritable, 1, _asked);
            default:
                return default;
        }
        var absent = isV1 ? _answer.FindIndex(v => !v.Value.IsPresent || v.Value.Type == SnmpType.Counter64) : -1;
        return absent >= 0
            ? Refuse(buffer, request.Header, ErrorStatus.NoSuchName, absent + 1, _asked)
            : Write(buffer, request.Header, isV1);
    }

    private VarBind Next(Oid oid, bool isV1)
    {
        VarBind next;
        for (var from = oid; view.TryGetNext(from, out next); from = next.Oid)
        {
            // Counter64 does not exist in v1: agents pass over it (RFC 3584 §4.2.2.1).
            if (!isV1 || next.Value.Type != SnmpType.Counter64) return next;
        }
        return new VarBind(oid, SnmpValue.EndOfMibView);
    }

    private void AnswerBulk(int nonRepeaters, int repetitions)
    {
        var single = Math.Min(nonRepeaters, _asked.Count);
        for (var i = 0; i < single; i++) _answer.Add(Next(_asked[i].Oid, isV1: false));
        var width = _asked.Count - single;
        for (var cell = 0L; cell < (long)width * repetitions && _answer.Count < maxVarBinds; cell++)
        {
            var before = cell < width ? _asked[single + (int)cell] : _answer[_answer.Count - width];
            _answer.Add(before.Value.Type == SnmpType.EndOfMibView ? before : Next(before.Oid, isV1: false));
        }
    }

    private ReadOnlySpan<byte> Write(Span<byte> buffer, scoped PduHeader request, bool isV1)
    {
        var header = Header(request, ErrorStatus.NoError, 0);
        var count = _answer.Count;
        do
        {
            var written = Write(buffer, header, CollectionsMarshal.AsSpan(_answer)[..count]);
            if (!written.IsEmpty) return written;
            count /= 2;
        }
        while (request.Type == PduType.GetBulk && count > 0);
        return Refuse(buffer, request, ErrorStatus.TooBig, 0, isV1 ? _asked : []);
    }

    private ReadOnlySpan<byte> Write(Span<byte> buffer, scoped PduHeader header, scoped ReadOnlySpan<VarBind> varBinds) =>
        header.Version == SnmpVersion.V3 ? engine!.Write(buffer, header, varBinds) : MessageWriter.WriteResponse(buffer, header, varBinds);

    private ReadOnlySpan<byte> Refuse(Span<byte> buffer, scoped PduHeader request, ErrorStatus status, int index, List<VarBind> varBinds) =>
        Write(buffer, Header(request, status, index), CollectionsMarshal.AsSpan(varBinds));

    private static PduHeader Header(PduHeader request, ErrorStatus status, int index) => new()
    {
        Version = request.Version,
        Community = request.Community,
        Type = PduType.Response,
        RequestId = request.RequestId,
        First = (int)status,
        Second = index,
    };
}
