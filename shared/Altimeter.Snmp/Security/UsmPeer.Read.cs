using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;

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
    public UsmVerdict Read(scoped in UsmMessage message, UsmExchange exchange, Span<byte> buffer, out SnmpMessage pdu)
    {
        lock (_lock)
        {
            var verdict = Judge(message, exchange, buffer, out pdu);
            if (verdict.Fault != SnmpSecurityFault.None) context.Counters.Count(verdict.Fault);
            if (verdict.Outcome == UsmOutcome.Drop) exchange.LastDrop = verdict.Fault;
            if (verdict.Outcome == UsmOutcome.Refused && Reports.IsRefusal(verdict.Fault)) exchange.User.Refuse(verdict.Fault, context.TimeProvider);
            if (verdict.Outcome == UsmOutcome.Answer) exchange.User.Welcome();
            return verdict;
        }
    }

    private UsmVerdict Judge(scoped in UsmMessage message, UsmExchange exchange, Span<byte> buffer, out SnmpMessage pdu)
    {
        pdu = default;
        var user = exchange.User;
        var isAuthenticated = message.Level != SecurityLevel.NoAuthNoPriv;
        var isKnown = _engineId.Length > 0 && message.EngineId.SequenceEqual(_engineId);
        if (isAuthenticated && (user.Keys is null || !isKnown || !message.UserName.SequenceEqual(user.Name))) return new(UsmOutcome.Drop);
        var keys = isAuthenticated ? user.Keys : null;
        if (keys is not null && !message.IsSignedBy(keys)) return new(UsmOutcome.Drop, SnmpSecurityFault.WrongDigest);
        var isInWindow = keys is null || _clock.Accept(message.Boots, message.Time);
        if (keys is not null && isInWindow) _windowFailures = 0;
        if (message.Open(keys, buffer, out var scoped) != BerStatus.Ok) return new(UsmOutcome.Drop, SnmpSecurityFault.DecryptionError);
        pdu = scoped.Pdu;
        if (!isInWindow) return JudgeLate(exchange);
        if (pdu.Header.Type == PduType.Report) return JudgeReport(message, exchange, Reports.Read(pdu), keys is not null);
        // An answer with less security than was asked for may be anybody's.
        var isAnswer = pdu.Header.Type == PduType.Response && message.Level >= user.Level && isKnown
            && message.UserName.SequenceEqual(user.Name) && scoped.ContextName.SequenceEqual(user.ContextName)
            && pdu.Header.RequestId == message.MessageId;
        return new(isAnswer ? UsmOutcome.Answer : UsmOutcome.Drop);
    }

    private UsmVerdict JudgeReport(scoped in UsmMessage message, UsmExchange exchange, SnmpSecurityFault fault, bool isAuthenticated)
    {
        if (_engineId.Length == 0)
        {
            if (message.EngineId.IsEmpty) return new(UsmOutcome.Drop, fault);
            Learn(message);
            return new(UsmOutcome.Again);
        }
        switch (fault)
        {
            case SnmpSecurityFault.UnknownEngineId when message.EngineId.SequenceEqual(_engineId):
                // Another operation has learnt it meanwhile; otherwise this is a second copy.
                return new(exchange.IsDiscovering ? UsmOutcome.Again : UsmOutcome.Drop);
            case SnmpSecurityFault.UnknownEngineId:
                return Rediscover(exchange);
            case SnmpSecurityFault.NotInTimeWindow when !isAuthenticated && _clock.IsAuthentic:
                // Anybody can say so.
                return new(UsmOutcome.Drop, fault);
            case SnmpSecurityFault.NotInTimeWindow:
                if (exchange.HasResynchronized) return new(UsmOutcome.Refused, fault);
                exchange.HasResynchronized = true;
                if (!isAuthenticated) _clock.Discover(message.Boots, message.Time);
                Interlocked.Increment(ref context.Counters.Resynchronizations);
                return new(UsmOutcome.Again, fault);
            default:
                return new(UsmOutcome.Refused, fault);
        }
    }

    /// <summary>Once is an accident or a replay. Twice in a row, the device has lost its boots and would stay outside the window for ever.</summary>
    private UsmVerdict JudgeLate(UsmExchange exchange)
    {
        if (++_windowFailures < FailuresUntilForgotten && !exchange.WasLate)
        {
            exchange.WasLate = true;
            return new(UsmOutcome.Again, SnmpSecurityFault.NotInTimeWindow);
        }
        if (exchange.HasRediscovered) return new(UsmOutcome.Refused, SnmpSecurityFault.NotInTimeWindow);
        exchange.HasRediscovered = true;
        _windowFailures = 0;
        Forget();
        return new(UsmOutcome.Again, SnmpSecurityFault.NotInTimeWindow);
    }

    private UsmVerdict Rediscover(UsmExchange exchange)
    {
        var isTooSoon = _hasRediscovered && context.TimeProvider.GetElapsedTime(_rediscoveredAt) < RediscoveryInterval;
        if (exchange.HasRediscovered || isTooSoon) return new(UsmOutcome.Refused, SnmpSecurityFault.UnknownEngineId);
        exchange.HasRediscovered = _hasRediscovered = true;
        _rediscoveredAt = context.TimeProvider.GetTimestamp();
        Forget();
        return new(UsmOutcome.Again, SnmpSecurityFault.UnknownEngineId);
    }
}
