namespace Altimeter.Snmp.Security;

/// <summary>A cipher with the key of one user at one engine. Not safe for several threads.</summary>
internal interface IPrivacy : IDisposable
{
    /// <summary>The text's length must be a multiple of this.</summary>
    int BlockOctets { get; }

    /// <summary>Encrypts in place.</summary>
    /// <param name="text">The scopedPDU, padded to whole blocks.</param>
    /// <param name="boots">Boots of the engine, as in the message.</param>
    /// <param name="time">Time of the engine, as in the message.</param>
    /// <param name="salt">Gets the 8 octets that travel as privParameters; they never repeat for a key.</param>
    void Encrypt(Span<byte> text, int boots, int time, Span<byte> salt);

    /// <summary>Decrypts.</summary>
    /// <param name="text">What came.</param>
    /// <param name="boots">From the same message.</param>
    /// <param name="time">From the same message.</param>
    /// <param name="salt">privParameters, 8 octets.</param>
    /// <param name="destination">As long as the text.</param>
    void Decrypt(ReadOnlySpan<byte> text, int boots, int time, ReadOnlySpan<byte> salt, Span<byte> destination);
}
