namespace Altimeter.Snmp;

/// <summary>Why SNMPv3 security comes to nothing: what a device reports (RFC 3414 §3.2, RFC 3412 §7.2, RFC 3413 §3.2), or what is found on this side.</summary>
public enum SnmpSecurityFault
{
    /// <summary>None.</summary>
    None,

    /// <summary>The device does not offer the security level to this user.</summary>
    UnsupportedSecurityLevel,

    /// <summary>Clocks differ by more than the window of 150 s, or boots do.</summary>
    NotInTimeWindow,

    /// <summary>The device does not know the user.</summary>
    UnknownUserName,

    /// <summary>The device has another engine id than it said before.</summary>
    UnknownEngineId,

    /// <summary>A digest is wrong: another authentication password or protocol.</summary>
    WrongDigest,

    /// <summary>Decryption fails: another privacy password or protocol.</summary>
    DecryptionError,

    /// <summary>The device does not speak USM.</summary>
    UnknownSecurityModel,

    /// <summary>The device calls the message invalid.</summary>
    InvalidMessage,

    /// <summary>No part of the device is responsible for the context engine id.</summary>
    UnknownPduHandler,

    /// <summary>The context exists, but not at this time.</summary>
    UnavailableContext,

    /// <summary>The device has no such context.</summary>
    UnknownContext,

    /// <summary>The credentials cannot be used at all; nothing was sent.</summary>
    UnusableCredentials,

    /// <summary>Another device says the same engine id with other boots or another time: cloned, and told apart by address.</summary>
    SharedEngineId,
}
