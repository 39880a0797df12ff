namespace Altimeter.Snmp.Ber;

/// <summary>Outcome of decoding; bad input is a status and never an exception.</summary>
public enum BerStatus
{
    /// <summary>Decoded.</summary>
    Ok = 0,

    /// <summary>A length goes past the end of what holds it.</summary>
    LengthPastEnd,

    /// <summary>Indefinite length, which SNMP forbids (RFC 3417 §8).</summary>
    IndefiniteLength,

    /// <summary>More than four octets of length.</summary>
    LengthTooWide,

    /// <summary>A tag of several octets, or another tag than expected here.</summary>
    UnexpectedTag,

    /// <summary>A number without octets.</summary>
    EmptyNumber,

    /// <summary>A number too large for its type.</summary>
    NumberTooLarge,

    /// <summary>A sub-identifier above 2^32−1, or one that never ends.</summary>
    BadSubIdentifier,

    /// <summary>An object identifier of more than 128 sub-identifiers.</summary>
    OidTooLong,

    /// <summary>An address that has neither 0, 4 nor 16 octets.</summary>
    BadAddress,

    /// <summary>A tag that is no SMI type.</summary>
    UnknownType,

    /// <summary>A message of an unknown version, or of one with another layout.</summary>
    UnknownVersion,

    /// <summary>More bindings than the decoder takes from one datagram.</summary>
    TooManyBindings,

    /// <summary>Flags, security model or parameters of a v3 message that USM does not know (RFC 3414 §3.2), or text that cannot be decrypted.</summary>
    BadSecurityParameters,
}
