using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Processing;

namespace Altimeter.Snmp.Security;

/// <content>What comes from the device (RFC 3414 §3.2, RFC 3412 §7.2).</content>
internal sealed partial class UsmPeer
{
    private const int FailuresUntilForgotten = 2;
    private static readonly TimeSpan RediscoveryInterval = TimeSpan.FromMinutes(1);

    private int _windowFailures;
    private long _rediscoveredAt;
    private bool _hasRediscovered;

    /// <summary>Checks a message of the device and opens it.</summary>
    /// <param name="message">Its message id is one of the operation's.</param>
    /// <param name="exchange">The operation.</param>
    /// <param name="buffer">Gets the decrypted PDU, at least as long as the datagram.</param>
    /// <param name="pdu">The PDU, if it is the answer; a view over datagram or buffer.</param>
    public Verdict Read(scoped in UsmMessage message, UsmProcessing exchange, Span<byte> buffer, out SnmpMessage pdu)
    {
        lock (_lock)
        {
            var verdict = Judge(message, exchange, buffer, out pdu);
            if (verdict.Fault != SnmpSecurityFault.None) context.Counters.Count(verdict.Fault);
            if (verdict.Outcome == Outcome.Drop) exchange.LastDrop = verdict.Fault;
            if (verdict.Outcome == Outcome.Refused && Reports.IsRefusal(verdict.Fault)) exchange.User.Refuse(verdict.Fault, context.TimeProvider);
            if (verdict.Outcome == Outcome.Answer) exchange.User.Welcome();
            return verdict;
        }
    }

    private Verdict Judge(scoped in UsmMessage message, UsmProcessing exchange, Span<byte> buffer, out SnmpMessage pdu)
    {
        pdu = default;
        var user = exchange.User;
        var isAuthenticated = message.Level != SecurityLevel.NoAuthNoPriv;
        var isKnown = _engineId.Length > 0 && message.EngineId.SequenceEqual(_engineId);
        if (isAuthenticated && (user.Keys is null || !isKnown || !message.UserName.SequenceEqual(user.Name))) return new(Outcome.Drop);
        var keys = isAuthenticated ? user.Keys : null;
        if (keys is not null && !message.IsSignedBy(keys)) return new(Outcome.Drop, SnmpSecurityFault.WrongDigest);
        var isInWindow = keys is null || _clock.Accept(message.Boots, message.Time);
        if (keys is not null && isInWindow) _windowFailures = 0;
        if (message.Open(keys, buffer, out var scoped) != BerStatus.Ok) return new(Outcome.Drop, SnmpSecurityFault.DecryptionError);
        pdu = scoped.Pdu;
        if (!isInWindow) return JudgeLate(exchange);
        if (pdu.Header.Type == PduType.Report) return JudgeReport(message, exchange, Reports.Read(pdu), keys is not null);
        // An answer with less security than was asked for may be anybody's.
        var isAnswer = pdu.Header.Type == PduType.Response && message.Level >= user.Level && isKnown
            && message.UserName.SequenceEqual(user.Name) && scoped.ContextName.SequenceEqual(user.ContextName)
            && pdu.Header.RequestId == message.MessageId;
        return new(isAnswer ? Outcome.Answer : Outcome.Drop);
    }

    private Verdict JudgeReport(scoped in UsmMessage message, UsmProcessing exchange, SnmpSecurityFault fault, bool isAuthenticated)
    {
        if (_engineId.Length == 0)
        {
            if (message.EngineId.IsEmpty) return new(Outcome.Drop, fault);
            Learn(message);
            return new(Outcome.Again);
        }
        switch (fault)
        {
            case SnmpSecurityFault.UnknownEngineId when message.EngineId.SequenceEqual(_engineId):
                // Another operation has learnt it meanwhile; otherwise this is a second copy.
                return new(exchange.IsDiscovering ? Outcome.Again : Outcome.Drop);
            case SnmpSecurityFault.UnknownEngineId:
                return Rediscover(exchange);
            case SnmpSecurityFault.NotInTimeWindow when !isAuthenticated && _clock.IsAuthentic:
                // Anybody can say so.
                return new(Outcome.Drop, fault);
            case SnmpSecurityFault.NotInTimeWindow:
                if (exchange.HasResynchronized) return new(Outcome.Refused, fault);
                exchange.HasResynchronized = true;
                if (!isAuthenticated) _clock.Discover(message.Boots, message.Time);
                Interlocked.Increment(ref context.Counters.Resynchronizations);
                return new(Outcome.Again, fault);
            default:
                return new(Outcome.Refused, fault);
        }
    }

    /// <summary>Once is an accident or a replay. Twice in a row, the device has lost its boots and would stay outside the window for ever.</summary>
    private Verdict JudgeLate(UsmProcessing exchange)
    {
        if (++_windowFailures < FailuresUntilForgotten && !exchange.WasLate)
        {
            exchange.WasLate = true;
            return new(Outcome.Again, SnmpSecurityFault.NotInTimeWindow);
        }
        if (exchange.HasRediscovered) return new(Outcome.Refused, SnmpSecurityFault.NotInTimeWindow);
        exchange.HasRediscovered = true;
        _windowFailures = 0;
        Forget();
        return new(Outcome.Again, SnmpSecurityFault.NotInTimeWindow);
    }

    private Verdict Rediscover(UsmProcessing exchange)
    {
        var isTooSoon = _hasRediscovered && context.TimeProvider.GetElapsedTime(_rediscoveredAt) < RediscoveryInterval;
        if (exchange.HasRediscovered || isTooSoon) return new(Outcome.Refused, SnmpSecurityFault.UnknownEngineId);
        exchange.HasRediscovered = _hasRediscovered = true;
        _rediscoveredAt = context.TimeProvider.GetTimestamp();
        Forget();
        return new(Outcome.Again, SnmpSecurityFault.UnknownEngineId);
    }
}
