using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp.Security;

/// <summary>One device in v3: its engine, found once; the engine's clock; its users. Kept by address and not by engine id, so that cloned devices which share an id stay apart. Safe for several threads.</summary>
/// <param name="context">What the devices share.</param>
internal sealed partial class UsmPeer(UsmContext context)
{
    private static readonly RequestPdu Discovery = new(PduType.Get, 0, default);

    private readonly Lock _lock = new();
    private readonly EngineClock _clock = new(context.TimeProvider);
    private readonly List<PeerUser> _users = [];
    private byte[] _engineId = [];
    private PeerUser? _lastUser;

    /// <summary>Whether another device has said the same engine id with another clock.</summary>
    public bool SharesEngineId { get; private set; }

    /// <summary>Starts an operation.</summary>
    /// <exception cref="SnmpSecurityException">The credentials cannot be used, or the device has refused them a short while ago.</exception>
    public UsmExchange Begin(SnmpTarget target)
    {
        if (target.Credentials is not UserCredentials credentials)
            throw new SnmpSecurityException(target, SnmpSecurityFault.UnusableCredentials, "SNMPv3 needs a user; the target has a community");
        lock (_lock)
        {
            var user = Find(target, credentials);
            var wait = user.Wait(context.TimeProvider);
            return wait <= TimeSpan.Zero
                ? new UsmExchange(user)
                : throw new SnmpSecurityException(target, user.Refusal, $"{Reports.Describe(user.Refusal)}; not asked again for {Math.Ceiling(wait.TotalSeconds):0} s, since repeated failures can lock an account");
        }
    }

    /// <summary>Writes the next message of an operation: the request, or what asks for the engine id while that is not known.</summary>
    /// <param name="buffer">Room; the message stands at its end.</param>
    /// <param name="exchange">The operation.</param>
    /// <param name="id">Message id and request id.</param>
    /// <param name="request">What is asked.</param>
    /// <returns>The message; empty if it does not fit.</returns>
    public ReadOnlySpan<byte> Write(Span<byte> buffer, UsmExchange exchange, int id, RequestPdu request)
    {
        var writer = new BerWriter(buffer);
        lock (_lock)
        {
            exchange.IsDiscovering = _engineId.Length == 0;
            if (exchange.IsDiscovering)
            {
                Discovery.Write(ref writer, id);
                Interlocked.Increment(ref context.Counters.Discoveries);
                UsmWriter.Seal(ref writer, new UsmHeader { MessageId = id, IsReportable = true }, null);
                return writer.Written;
            }
            var user = exchange.User;
            var isAuthenticated = user.Level != SecurityLevel.NoAuthNoPriv;
            request.Write(ref writer, id);
            var header = new UsmHeader
            {
                MessageId = id,
                Level = user.Level,
                IsReportable = true,
                EngineId = _engineId,
                Boots = isAuthenticated ? _clock.Boots : 0,
                Time = isAuthenticated ? _clock.Time : 0,
                UserName = user.Name,
                ContextEngineId = user.ContextEngineId ?? _engineId,
                ContextName = user.ContextName,
            };
            UsmWriter.Seal(ref writer, header, KeysOf(user));
            return writer.Written;
        }
    }

    /// <summary>Computes the keys of an operation's user ahead of <see cref="Write"/>, if the engine is known.</summary>
    public void Prepare(UsmExchange exchange)
    {
        lock (_lock)
        {
            if (_engineId.Length > 0) KeysOf(exchange.User);
        }
    }

    /// <summary>What may explain that no answer came; null if nothing does.</summary>
    public string? Explain(UsmExchange exchange)
    {
        lock (_lock)
        {
            if (exchange.LastDrop != SnmpSecurityFault.None)
                return $"an answer was dropped: {DescribeDrop(exchange.LastDrop)}{(SharesEngineId ? "; another device has the same engine id" : "")}";
            if (SharesEngineId) return "another device has the same engine id";
            if (_engineId.Length == 0 || exchange.User.IsWelcome) return null;
            return exchange.User.Level == SecurityLevel.AuthPriv
                ? "the device told its engine id, but nothing to this user: privacy password or protocol may differ from the device's"
                : "the device told its engine id, but nothing to this user";
        }
    }

    private static string DescribeDrop(SnmpSecurityFault fault) => fault switch
    {
        SnmpSecurityFault.WrongDigest => "its digest is wrong",
        SnmpSecurityFault.DecryptionError => "it cannot be decrypted",
        SnmpSecurityFault.NotInTimeWindow => "it says that the clock is outside the time window, but without authentication",
        _ => Reports.Describe(fault),
    };

    private PeerUser Find(SnmpTarget target, UserCredentials credentials)
    {
        if (ReferenceEquals(_lastUser?.Credentials, credentials)) return _lastUser;
        var user = _users.Find(u => u.Credentials.Equals(credentials));
        if (user is null)
        {
            if (UserCheck.FindError(credentials) is { } error) throw new SnmpSecurityException(target, SnmpSecurityFault.UnusableCredentials, error);
            context.Check(target, credentials);
            _users.Add(user = new PeerUser(credentials));
        }
        return _lastUser = user;
    }

    private LocalizedUser KeysOf(PeerUser user) => user.Keys ?? Localize(user);

    /// <summary>Contexts of one user share keys, and with them the salts.</summary>
    private LocalizedUser Localize(PeerUser user)
    {
        var bare = user.Credentials with { ContextName = "", ContextEngineId = null };
        var keys = _users.Find(u => u.Keys is not null && (u.Credentials with { ContextName = "", ContextEngineId = null }) == bare)?.Keys;
        return user.Keys = keys ?? new LocalizedUser(user.Credentials, _engineId, context.Keys);
    }

    private void Learn(in UsmMessage message)
    {
        _engineId = message.EngineId.ToArray();
        _clock.Discover(message.Boots, message.Time);
        if (context.Meet(_engineId, this) is not { } other || other.HasClock(message.Boots, message.Time)) return;
        SharesEngineId = other.SharesEngineId = true;
        context.Counters.Count(SnmpSecurityFault.SharedEngineId);
    }

    /// <summary>The device will not be asked again.</summary>
    public void Leave()
    {
        lock (_lock) context.Leave(_engineId, this);
    }

    private void Forget()
    {
        context.Leave(_engineId, this);
        _engineId = [];
        SharesEngineId = false;
        // Not disposed of here: a message in another thread may be using them.
        foreach (var user in _users) user.Keys = null;
    }

    /// <summary>Whether this is the same engine at another address; not locked, since a torn read costs a remark only.</summary>
    private bool HasClock(int boots, int time) => _clock.Boots == boots && Math.Abs((long)_clock.Time - time) <= EngineClock.SameClockSeconds;
}
