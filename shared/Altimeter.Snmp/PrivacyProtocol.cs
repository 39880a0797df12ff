namespace Altimeter.Snmp;

/// <summary>Privacy protocols of SNMPv3. The two ways to lengthen short AES keys share a name in the field, hence the explicit names.</summary>
public enum PrivacyProtocol
{
    /// <summary>noPriv.</summary>
    None,

    /// <summary>DES-CBC (RFC 3414 §8).</summary>
    Des,

    /// <summary>3DES-EDE (Reeder draft).</summary>
    TripleDes,

    /// <summary>AES-128-CFB (RFC 3826).</summary>
    Aes128,

    /// <summary>AES-192-CFB with Reeder's key extension.</summary>
    Aes192Reeder,

    /// <summary>AES-256-CFB with Reeder's key extension.</summary>
    Aes256Reeder,

    /// <summary>AES-192-CFB with Blumenthal's key extension.</summary>
    Aes192Blumenthal,

    /// <summary>AES-256-CFB with Blumenthal's key extension.</summary>
    Aes256Blumenthal,
}
