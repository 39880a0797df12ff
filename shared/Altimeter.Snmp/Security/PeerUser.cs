using System.Text;

namespace Altimeter.Snmp.Security;

/// <summary>A user in a context at one device: keys for its present engine, and how long the device's refusal is respected. Guarded by the <see cref="UsmPeer"/> that owns it.</summary>
/// <param name="credentials">Checked by <see cref="UserCheck"/>.</param>
internal sealed class PeerUser(UserCredentials credentials)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(10);

    private TimeSpan _backOff;
    private long _refusedAt;

    public UserCredentials Credentials { get; } = credentials;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(credentials.UserName);

    public byte[] ContextName { get; } = Encoding.UTF8.GetBytes(credentials.ContextName);

    /// <summary>Null for the device's own.</summary>
    public byte[]? ContextEngineId { get; } = credentials.ContextEngineId is { } hex ? Convert.FromHexString(hex) : null;

    public SecurityLevel Level { get; } = LocalizedUser.LevelOf(credentials);

    /// <summary>Keys for the engine that is known; null before discovery.</summary>
    public LocalizedUser? Keys { get; set; }

    /// <summary>Why the device refuses the user; none if it does not.</summary>
    public SnmpSecurityFault Refusal { get; private set; }

    /// <summary>Whether the device has answered the user before.</summary>
    public bool IsWelcome { get; private set; }

    /// <summary>Remembers a refusal: each one in a row is respected for longer. Those of operations that were on their way together count as one.</summary>
    public void Refuse(SnmpSecurityFault fault, TimeProvider timeProvider)
    {
        if (Wait(timeProvider) > TimeSpan.Zero) return;
        Refusal = fault;
        IsWelcome = false;
        _refusedAt = timeProvider.GetTimestamp();
        _backOff = _backOff == default ? FirstBackOff : TimeSpan.FromTicks(Math.Min(2 * _backOff.Ticks, LongestBackOff.Ticks));
    }

    /// <summary>Remembers that the device took the user.</summary>
    public void Welcome()
    {
        Refusal = SnmpSecurityFault.None;
        IsWelcome = true;
        _backOff = default;
    }

    /// <summary>How long the user is still not to be tried; zero or less when it may be.</summary>
    public TimeSpan Wait(TimeProvider timeProvider) => Refusal == SnmpSecurityFault.None ? default : _backOff - timeProvider.GetElapsedTime(_refusedAt);
}
