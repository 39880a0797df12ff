using System.Buffers;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Agent;

/// <summary>An agent's authoritative engine of SNMPv3: its id, clock and users, and the Reports of what it cannot take (RFC 3414 §3.2). Not safe for several threads.</summary>
public sealed class AgentEngine
{
    private readonly TimeProvider _timeProvider;
    private readonly byte[] _id;
    private readonly AgentUser[] _users;
    private readonly MasterKeys _keys;
    private readonly ArrayBufferWriter<byte> _plain = new(2_048);
    private readonly uint[] _reports = new uint[(int)SnmpSecurityFault.SharedEngineId + 1];
    private readonly long _started;
    // The request being answered.
    private AgentUser? _user;
    private SecurityLevel _level;
    private int _messageId;

    /// <summary>Starts the clock; keys are localised when a user first asks.</summary>
    /// <param name="id">5 to 32 octets, of no other engine (RFC 3411 §5).</param>
    /// <param name="boots">How often it has started, this start included.</param>
    /// <param name="users">Who may ask.</param>
    /// <param name="timeProvider">Clock of the engine's time, which begins at 0.</param>
    public AgentEngine(ReadOnlySpan<byte> id, int boots, AgentUsers users, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id.Length, EngineClock.MaxIdOctets);
        _id = id.ToArray();
        Boots = boots;
        _timeProvider = timeProvider;
        _started = timeProvider.GetTimestamp();
        _keys = users.Keys;
        _users = [.. users.All.Select(user => new AgentUser(user.Name, user.Credentials))];
    }

    /// <summary>How often it has started.</summary>
    public int Boots { get; }

    /// <summary>Seconds since it did.</summary>
    public int Time => (int)_timeProvider.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Whether the request has the level that its user has keys for.</summary>
    internal bool IsAllowed => _user is { } user && _level >= user.Keys!.Level;

    /// <summary>Checks and opens a request.</summary>
    /// <param name="datagram">A message of any kind.</param>
    /// <param name="buffer">Room for a Report.</param>
    /// <param name="request">The request, if it is fit to be answered; its version is v3 then.</param>
    /// <returns>The Report to send instead of an answer; empty if there is none.</returns>
    internal ReadOnlySpan<byte> Open(ReadOnlySpan<byte> datagram, Span<byte> buffer, out SnmpMessage request)
    {
        request = default;
        if (UsmMessage.TryDecode(datagram, out var message) != BerStatus.Ok) return default;
        _messageId = message.MessageId;
        _level = SecurityLevel.NoAuthNoPriv;
        _user = null;
        _plain.ResetWrittenCount();
        var plain = _plain.GetSpan(datagram.Length);
        var fault = Check(message, plain, out request);
        return fault == SnmpSecurityFault.None ? default : Report(message, plain, buffer, fault);
    }

    /// <summary>Writes what is said to the request opened last, at its level.</summary>
    internal ReadOnlySpan<byte> Write(Span<byte> buffer, scoped PduHeader pdu, scoped ReadOnlySpan<VarBind> varBinds)
    {
        var writer = new BerWriter(buffer);
        MessageWriter.WritePdu(ref writer, pdu, varBinds);
        var header = new UsmHeader
        {
            MessageId = _messageId,
            Level = _level,
            EngineId = _id,
            Boots = Boots,
            Time = Time,
            UserName = _user?.Name,
            ContextEngineId = _id,
        };
        UsmWriter.Seal(ref writer, header, _user?.Keys);
        return writer.Written;
    }

    private SnmpSecurityFault Check(scoped in UsmMessage message, Span<byte> plain, out SnmpMessage request)
    {
        request = default;
        if (!message.EngineId.SequenceEqual(_id)) return SnmpSecurityFault.UnknownEngineId;
        _user = Find(message.UserName);
        if (_user is null) return SnmpSecurityFault.UnknownUserName;
        var keys = _user.Keys!;
        if (message.Level > keys.Level) return SnmpSecurityFault.UnsupportedSecurityLevel;
        if (message.Level != SecurityLevel.NoAuthNoPriv)
        {
            if (!message.IsSignedBy(keys)) return SnmpSecurityFault.WrongDigest;
            // From here on a Report is signed too.
            _level = SecurityLevel.AuthNoPriv;
            var isInWindow = Boots != int.MaxValue && message.Boots == Boots && Math.Abs((long)message.Time - Time) <= EngineClock.WindowSeconds;
            if (!isInWindow) return SnmpSecurityFault.NotInTimeWindow;
        }
        if (message.Open(keys, plain, out var scoped) != BerStatus.Ok) return SnmpSecurityFault.DecryptionError;
        if (!scoped.ContextEngineId.SequenceEqual(_id)) return SnmpSecurityFault.UnknownPduHandler;
        if (!scoped.ContextName.IsEmpty) return SnmpSecurityFault.UnknownContext;
        _level = message.Level;
        request = scoped.Pdu;
        return SnmpSecurityFault.None;
    }

    private AgentUser? Find(ReadOnlySpan<byte> name)
    {
        foreach (var user in _users)
        {
            if (!name.SequenceEqual(user.Name)) continue;
            user.Keys ??= new LocalizedUser(user.Credentials, _id, _keys);
            return user;
        }
        return null;
    }

    private ReadOnlySpan<byte> Report(scoped in UsmMessage message, scoped Span<byte> plain, Span<byte> buffer, SnmpSecurityFault fault)
    {
        if (!message.IsReportable) return default;
        var requestId = 0;
        // What is encrypted may not be readable: the Report goes without the request's id then.
        if (message.Open(_user?.Keys, plain, out var scoped) == BerStatus.Ok) requestId = scoped.Pdu.Header.RequestId;
        var pdu = new PduHeader { Version = SnmpVersion.V3, Community = default, Type = PduType.Report, RequestId = requestId };
        return Write(buffer, pdu, [new VarBind(Reports.Counter(fault), SnmpValue.Unsigned(SnmpType.Counter32, ++_reports[(int)fault]))]);
    }

    private sealed class AgentUser(byte[] name, UserCredentials credentials)
    {
        public byte[] Name { get; } = name;

        public UserCredentials Credentials { get; } = credentials;

        public LocalizedUser? Keys { get; set; }
    }
}
