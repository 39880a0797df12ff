namespace Altimeter.Snmp;

/// <summary>Error status of a response (RFC 3416 §3).</summary>
public enum ErrorStatus
{
    /// <summary>Success.</summary>
    NoError = 0,

    /// <summary>The response would not fit in a message.</summary>
    TooBig = 1,

    /// <summary>SNMPv1: one variable does not exist, or nothing follows it.</summary>
    NoSuchName = 2,

    /// <summary>SNMPv1: wrong value.</summary>
    BadValue = 3,

    /// <summary>SNMPv1: not writable.</summary>
    ReadOnly = 4,

    /// <summary>Any other failure for one variable.</summary>
    GenErr = 5,

    /// <summary>Not accessible.</summary>
    NoAccess = 6,

    /// <summary>Set: wrong type.</summary>
    WrongType = 7,

    /// <summary>Set: wrong length.</summary>
    WrongLength = 8,

    /// <summary>Set: wrong encoding.</summary>
    WrongEncoding = 9,

    /// <summary>Set: wrong value.</summary>
    WrongValue = 10,

    /// <summary>Set: cannot be created.</summary>
    NoCreation = 11,

    /// <summary>Set: inconsistent value.</summary>
    InconsistentValue = 12,

    /// <summary>Set: resource unavailable.</summary>
    ResourceUnavailable = 13,

    /// <summary>Set: commit failed.</summary>
    CommitFailed = 14,

    /// <summary>Set: undo failed.</summary>
    UndoFailed = 15,

    /// <summary>Access is not allowed.</summary>
    AuthorizationError = 16,

    /// <summary>Set: not writable.</summary>
    NotWritable = 17,

    /// <summary>Set: inconsistent name.</summary>
    InconsistentName = 18,
}
