namespace Altimeter.Snmp.Security;

/// <summary>The v3 side of one operation: who asks, and how often it has been sent again on account of Reports. Guarded by the <see cref="UsmPeer"/>.</summary>
internal sealed class UsmExchange(PeerUser user)
{
    public PeerUser User { get; } = user;

    /// <summary>Whether the last message asked for the engine id.</summary>
    public bool IsDiscovering { get; set; }

    /// <summary>Whether the engine has been looked for anew during the operation.</summary>
    public bool HasRediscovered { get; set; }

    /// <summary>Whether an authenticated message came that was outside the window.</summary>
    public bool WasLate { get; set; }

    /// <summary>Whether it has been sent again with the device's time.</summary>
    public bool HasResynchronized { get; set; }

    /// <summary>The last reason for dropping an answer; none if there was none.</summary>
    public SnmpSecurityFault LastDrop { get; set; }
}
